/** The page that offers the types: it lists the drafts that this browser keeps. */

import { listenToKept } from "./kept.js";

listenToKept();
