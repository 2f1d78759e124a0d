// Starts the Rust side of this page.
import init, { sent } from "./extension.js";

await init({ module_or_path: chrome.runtime.getURL("extension_bg.wasm") });
await sent();
