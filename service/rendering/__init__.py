"""Template and context in, DOCX bytes out. The only folder that imports docxtpl and the template engines.

Two stages:

1. **Prepare**, once per template (:func:`compile_template`): the package is opened with care (``service.package``), its
   tags are checked (``tags``), docxtpl's ``patch_xml`` makes template sources of it (``prepare``, ``rewriting``), what
   they read and whether they always make valid WordprocessingML is found out (``usages``, ``structure``), and MiniJinja
   compiles them. :func:`check_fit` compares what they read with what the document type offers (``fit``).
2. **Render**, once per document (:meth:`CompiledTemplate.render`): the data are checked and made ready (``bytewise``),
   MiniJinja fills the sources, newlines and tabs become breaks (``breaks``), and the package is written around them
   (``service.package``).

An office's own templates are filled by children with limits of time and memory (``confined``).

Nothing here knows what a paper says: ``service.documents``, ``service.norm``, ``service.conformance``, the web and the
environment variables may not be imported. Everything that can be wrong with a template is a ``TemplateFault`` of stage
one; stage two takes plain data and keeps nothing.
"""

from service.rendering.confined import Bounds, ConfinedTemplate
from service.rendering.fit import check_fit
from service.rendering.template import CompiledTemplate, Template, compile_template
from service.rendering.usages import Usage

__all__ = ["Bounds", "CompiledTemplate", "ConfinedTemplate", "Template", "Usage", "check_fit", "compile_template"]
