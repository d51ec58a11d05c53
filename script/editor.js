// What is bundled to static/vendor/prism-code-editor.min.js: an editor that only colours JSON and counts its lines.
import "prism-code-editor/prism/languages/json";
export { createEditor } from "prism-code-editor";
