// Starts the app; if it cannot start (no WebAssembly, a file that did not arrive), the static page says so.
import init from "./app.js";

init({ module_or_path: "{{wasm}}" }).catch(function (why) {
  document.getElementById("app").hidden = true;
  document.getElementById("broken").hidden = false;
  document.getElementById("broken-why").textContent = String(why);
});
