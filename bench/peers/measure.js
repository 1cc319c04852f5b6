// Renders templates with npm libraries in turn. In: a job (JSON) on standard input. Out: times in ms (JSON).
// job: { seconds, cases: [{ size, context, templates: { library: path } }], out: folder for one document of each }

import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import carbone from "carbone";
import { createReport } from "docx-templates";
import Docxtemplater from "docxtemplater";
import { TemplateHandler } from "easy-template-x";
import PizZip from "pizzip";

const renderCarbone = promisify(carbone.render.bind(carbone));

// Each takes what its documentation shows first; where there is a choice, the faster one.
const LIBRARIES = {
  "docxtemplater": (file, bytes, context) =>
    new Docxtemplater(new PizZip(bytes), { paragraphLoop: true, linebreaks: true })
      .render(context)
      .getZip()
      .generate({ type: "nodebuffer", compression: "DEFLATE" }),
  "easy-template-x": (file, bytes, context) => new TemplateHandler().process(bytes, context),
  "docx-templates": (file, bytes, context) =>
    createReport({ template: bytes, data: context, cmdDelimiter: "+++", noSandbox: true, processLineBreaks: true }),
  "carbone": (file, bytes, context) => renderCarbone(file, context),
};

const RUNS_IN_A_ROUND = 3;
const MOST_ROUNDS = 400;

async function measure(testCase, seconds, out) {
  const candidates = {};
  const result = {};
  for (const [name, file] of Object.entries(testCase.templates)) {
    const bytes = fs.readFileSync(file);
    candidates[name] = () => LIBRARIES[name](file, bytes, testCase.context);
    try {
      for (let run = 0; run < 5; run += 1) {
        const document = await candidates[name]();
        fs.writeFileSync(path.join(out, `${testCase.size}.${name}.docx`), document);
      }
      result[name] = { times: [] };
    } catch (error) {
      result[name] = { error: String(error?.message ?? error).slice(0, 300) };
      delete candidates[name];
    }
  }
  const end = performance.now() + seconds * 1000;
  for (let round = 0; round < 3 || (round < MOST_ROUNDS && performance.now() < end); round += 1) {
    for (const [name, render] of Object.entries(candidates)) {
      await render(); // warms up again after the others
      for (let run = 0; run < RUNS_IN_A_ROUND; run += 1) {
        const start = performance.now();
        await render();
        result[name].times.push(performance.now() - start);
      }
    }
  }
  return result;
}

const job = JSON.parse(fs.readFileSync(0, "utf8"));
const results = {};
for (const testCase of job.cases) {
  results[testCase.size] = await measure(testCase, job.seconds, job.out);
}
process.stdout.write(JSON.stringify(results), () => process.exit(0));
