// Starts the Rust side of this page.
import init, { popup } from "./extension.js";

await init({ module_or_path: chrome.runtime.getURL("extension_bg.wasm") });
await popup();
