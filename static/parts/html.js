// The markup function of every part: htm on Preact. User text goes in as text, never as HTML.

import htm from "htm";
import { h } from "preact";

export const html = htm.bind(h);
