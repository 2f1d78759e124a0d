// Starts the Rust side of this page. The program is fetched while its glue is: somebody waits.
const program = fetch(chrome.runtime.getURL("extension_bg.wasm"));
const { default: init, popup } = await import("./extension.js");

await init({ module_or_path: program });
await popup();
