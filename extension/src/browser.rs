//! The browser, as the rest of this crate sees it: the only `extern "C"`, the only clock and the only randomness.
//!
//! In: plain values. Out: plain values; what the browser refuses comes back as nothing. Decides nothing.
//! The same names work in Chromium and Firefox, whose `chrome` object returns promises under manifest version 3.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use shared::time::Timestamp;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::outbox::Write;
use crate::settings::{Browser, Origin};

#[wasm_bindgen]
extern "C" {
    /// One end of a connection to a lens.
    #[derive(Clone, PartialEq)]
    pub type Port;
    #[wasm_bindgen(method, getter)]
    fn sender(this: &Port) -> JsValue;
    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message(this: &Port, message: &JsValue) -> Result<(), JsValue>;

    type StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = local)]
    static LOCAL: StorageArea;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "storage"], js_name = session)]
    static SESSION: StorageArea;
    #[wasm_bindgen(method)]
    fn get(this: &StorageArea, keys: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn set(this: &StorageArea, items: &JsValue) -> Promise;
    #[wasm_bindgen(method)]
    fn remove(this: &StorageArea, keys: &JsValue) -> Promise;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    fn send_message(message: &str) -> Promise;
    // Missing where the package does not ask for the right to it.
    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendNativeMessage)]
    fn send_native_message(host: &str, message: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = openOptionsPage)]
    fn open_options_page() -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query)]
    fn tabs_query(filter: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = create)]
    fn tabs_create(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = getRegisteredContentScripts)]
    fn registered_scripts() -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = registerContentScripts)]
    fn register_scripts(scripts: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts)]
    fn unregister_scripts(filter: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn execute_script(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request)]
    fn permissions_request(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains)]
    fn permissions_contains(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = remove)]
    fn permissions_remove(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "alarms"], js_name = create)]
    fn alarms_create(name: &str, when: &JsValue) -> JsValue;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    fn set_badge_text(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    fn set_badge_colour(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "action"], js_name = setTitle)]
    fn set_title(what: &JsValue) -> Promise;
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(key: &str, values: &JsValue) -> String;

    #[wasm_bindgen(js_name = fetch)]
    fn fetch(address: &str, options: &JsValue) -> Promise;
    type Response;
    #[wasm_bindgen(method, getter)]
    fn ok(this: &Response) -> bool;
    #[wasm_bindgen(method, js_name = arrayBuffer)]
    fn array_buffer(this: &Response) -> Promise;
    #[wasm_bindgen(method)]
    fn text(this: &Response) -> Promise;
    #[wasm_bindgen(js_namespace = AbortSignal, js_name = timeout)]
    fn timeout_signal(milliseconds: u32) -> JsValue;
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: i32) -> JsValue;
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Where a lens looks from.
pub struct LensSender {
    pub tab: i32,
    pub frame: i32,
    /// Differs from document to document.
    pub document: String,
    pub origin: Origin,
}

/// The two places that keep values: on disk, and in memory until the browser closes.
#[derive(Clone, Copy)]
pub enum Area {
    Disk,
    Memory,
}

/// How long the companion may take to answer.
const PATIENCE: u32 = 20_000;

/// Milliseconds since 1970.
#[must_use]
pub fn now() -> Timestamp {
    // A JavaScript time is a whole number of milliseconds below 2^53.
    Timestamp(js_sys::Date::now() as i64)
}

/// Random bytes from the browser's cryptographic source.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a browser always has crypto.getRandomValues");
    bytes
}

/// Reports a failure of the program itself: the place, never a value, because values may hold conversation text.
pub fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        console_error(&format!("tributary stopped at {place}"));
    }));
}

/// Tells developers of something that is wrong with the package itself.
pub fn report(fault: &str) {
    console_error(fault);
}

/// All strings in a storage area; nothing when it cannot be read. Asked for at once, even if the answer is awaited later.
pub fn read(area: Area) -> impl Future<Output = Option<Vec<(String, String)>>> {
    let items = with_area(area, |storage| storage.get(&JsValue::NULL));
    async {
        let items = JsFuture::from(items).await.ok()?;
        let entries = Object::entries(items.dyn_ref::<Object>()?);
        let strings = entries.iter().filter_map(|entry| {
            let entry = Array::from(&entry);
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        });
        Some(strings.collect())
    }
}

/// Makes these changes, and says whether they are made.
pub async fn write(area: Area, writes: Vec<Write>) -> bool {
    let (items, gone) = (Object::new(), Array::new());
    for Write { key, value } in writes {
        match value {
            Some(value) => put(&items, &key, &value.into()),
            None => _ = gone.push(&key.into()),
        }
    }
    let mut done = true;
    if Object::keys(&items).length() > 0 {
        done &= JsFuture::from(with_area(area, |storage| storage.set(&items)))
            .await
            .is_ok();
    }
    if gone.length() > 0 {
        done &= JsFuture::from(with_area(area, |storage| storage.remove(&gone)))
            .await
            .is_ok();
    }
    done
}

fn with_area(area: Area, call: impl FnOnce(&StorageArea) -> Promise) -> Promise {
    match area {
        Area::Disk => LOCAL.with(call),
        Area::Memory => SESSION.with(call),
    }
}

/// Posts a sealed frame and returns whatever came back, with whatever status: only a seal counts.
pub async fn post(address: &str, frame: &[u8]) -> Option<Vec<u8>> {
    let headers = object(&[("content-type", shared::api::SEALED.into())]);
    let options = object(&[
        ("method", "POST".into()),
        ("headers", headers.into()),
        ("body", Uint8Array::from(frame).into()),
        ("cache", "no-store".into()),
        ("credentials", "omit".into()),
        ("redirect", "error".into()),
        ("signal", timeout_signal(PATIENCE)),
    ]);
    let response: Response = JsFuture::from(fetch(address, &options))
        .await
        .ok()?
        .unchecked_into();
    let body = JsFuture::from(response.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&body).to_vec())
}

/// Has the browser start the program that is registered under this name, and tell it this JSON. Out: its answer, where there is one.
pub async fn ask_program(name: &str, message: &str) -> Option<String> {
    let message = JSON::parse(message).ok()?;
    let answer = send_native_message(name, &message).ok()?;
    json(&JsFuture::from(answer).await.ok()?)
}

async fn package_file(file: Promise) -> Option<Response> {
    let response: Response = JsFuture::from(file).await.ok()?.unchecked_into();
    response.ok().then_some(response)
}

/// A text of the package, where there is one. Asked for at once, even if the answer is awaited later.
pub fn packaged(path: &str) -> impl Future<Output = Option<String>> + use<> {
    let file = fetch(&get_url(path), &JsValue::UNDEFINED);
    async {
        let response = package_file(file).await?;
        JsFuture::from(response.text()).await.ok()?.as_string()
    }
}

/// A file of the package that is no text, where there is one. Asked for at once, too.
pub fn packaged_bytes(path: &str) -> impl Future<Output = Option<Vec<u8>>> + use<> {
    let file = fetch(&get_url(path), &JsValue::UNDEFINED);
    async {
        let response = package_file(file).await?;
        let buffer = JsFuture::from(response.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }
}

pub async fn sleep(milliseconds: i32) {
    let wait = Promise::new(&mut |resolve, _| _ = set_timeout(&resolve, milliseconds));
    _ = JsFuture::from(wait).await;
}

/// `chrome-extension://…`, `moz-extension://…`
#[must_use]
pub fn own_origin() -> String {
    get_url("").trim_end_matches('/').to_owned()
}

#[must_use]
pub fn kind() -> Browser {
    if get_url("").starts_with("moz-extension:") {
        Browser::Firefox
    } else {
        Browser::Chromium
    }
}

#[must_use]
pub fn name() -> &'static str {
    match kind() {
        Browser::Chromium => "Chromium",
        Browser::Firefox => "Firefox",
    }
}

/// Whether a message comes from one of our own pages rather than from a web page's lens.
#[must_use]
pub fn is_own_page(sender: &JsValue) -> bool {
    let own = format!("{}/", own_origin());
    field(sender, "url")
        .as_string()
        .is_some_and(|url| url.starts_with(&own))
}

impl Port {
    /// Who is at the other end; nothing for anything but a page of the web outside of private windows.
    #[must_use]
    pub fn lens(&self) -> Option<LensSender> {
        let sender = self.sender();
        let tab = field(&sender, "tab");
        if field(&tab, "incognito").is_truthy() {
            return None;
        }
        let address = field(&sender, "url").as_string()?;
        let document = field(&sender, "documentId").as_string();
        Some(LensSender {
            tab: field(&tab, "id").as_f64()? as i32,
            frame: field(&sender, "frameId").as_f64()? as i32,
            document: document.unwrap_or_else(|| shared::keys::sha256_hex(address.as_bytes())),
            origin: Origin::of(&address)?,
        })
    }

    /// Asks the lens for something: `full`, `stop`.
    pub fn want(&self, what: &str) {
        // A port that is closed already has nobody to tell.
        _ = self.post_message(&object(&[("want", what.into())]));
    }

    /// Tells which replies can be rated in the page: the element that each ends with, and how it is rated.
    pub fn offer(&self, replies: &[(u32, i8)]) {
        let turns = Array::new();
        for (node, thumb) in replies {
            turns.push(&Array::of2(&(*node).into(), &(*thumb).into()));
        }
        _ = self.post_message(&object(&[("want", "rate".into()), ("turns", turns.into())]));
    }
}

/// A message as JSON text.
#[must_use]
pub fn json(message: &JsValue) -> Option<String> {
    JSON::stringify(message).ok()?.as_string()
}

/// Asks the background, from a page.
pub async fn ask_background(message: &str) -> Option<String> {
    JsFuture::from(send_message(message)).await.ok()?.as_string()
}

/// The open tabs whose pages match.
pub async fn tabs_of(pattern: &str) -> Vec<i32> {
    let filter = object(&[("url", list(&[pattern]).into())]);
    let Ok(tabs) = JsFuture::from(tabs_query(&filter)).await else {
        return vec![];
    };
    Array::from(&tabs)
        .iter()
        .filter_map(|tab| field(&tab, "id").as_f64())
        .map(|id| id as i32)
        .collect()
}

pub async fn open_page(path: &str) {
    _ = JsFuture::from(tabs_create(&object(&[("url", get_url(path).into())]))).await;
}

pub async fn open_options() {
    _ = JsFuture::from(open_options_page()).await;
}

/// Asks the person, at once: it must be called while their click is being handled, so this is no `async fn`.
pub fn request_permission(origin: &Origin) -> impl Future<Output = bool> + use<> {
    truth(permissions_request(&origins(origin)))
}

pub async fn has_permission(origin: &Origin) -> bool {
    truth(permissions_contains(&origins(origin))).await
}

pub async fn give_back_permission(origin: &Origin) {
    // The companion's own address is a permanent permission: refused, which is right.
    _ = JsFuture::from(permissions_remove(&origins(origin))).await;
}

fn origins(origin: &Origin) -> Object {
    object(&[("origins", list(&[&origin.pattern(kind())]).into())])
}

async fn truth(promise: Promise) -> bool {
    JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy())
}

/// Lets these scripts run on pages that match these patterns and on no others, from now on and after a restart.
pub async fn run_scripts_on(patterns: &[String], files: &[&str]) {
    let registered = JsFuture::from(registered_scripts())
        .await
        .unwrap_or_else(|_| Array::new().into());
    let present: Vec<String> = Array::from(&registered)
        .iter()
        .filter_map(|script| field(&script, "id").as_string())
        .collect();
    // Other files are another script.
    let named = |pattern: &String| format!("{} {pattern}", files.join("+"));
    let wanted: Vec<String> = patterns.iter().map(named).collect();
    for id in present.iter().filter(|id| !wanted.contains(id)) {
        let filter = object(&[("ids", list(&[id]).into())]);
        _ = JsFuture::from(unregister_scripts(&filter)).await;
    }
    for pattern in patterns
        .iter()
        .filter(|pattern| !present.contains(&named(pattern)))
    {
        let script = object(&[
            ("id", named(pattern).into()),
            ("matches", list(&[pattern]).into()),
            ("js", list(files).into()),
            ("allFrames", true.into()),
            ("persistAcrossSessions", true.into()),
            ("runAt", "document_idle".into()),
        ]);
        _ = JsFuture::from(register_scripts(&Array::of1(&script))).await;
    }
}

/// Starts these scripts in all frames of an open tab that we may read.
pub async fn inject(tab: i32, files: &[&str]) {
    let target = object(&[("tabId", tab.into()), ("allFrames", true.into())]);
    let what = object(&[("target", target.into()), ("files", list(files).into())]);
    _ = JsFuture::from(execute_script(&what)).await;
}

/// Wakes the background at this time.
pub fn alarm_at(name: &str, when: Timestamp) {
    alarms_create(name, &object(&[("when", (when.0 as f64).into())]));
}

/// Wakes the background again and again.
pub fn alarm_every(name: &str, minutes: u32) {
    alarms_create(name, &object(&[("periodInMinutes", minutes.into())]));
}

/// Shows the badge of one tab.
pub async fn show_badge(tab: i32, text: &str, colour: &str, title: &str) {
    let of = |name: &str, value: &str| object(&[("tabId", tab.into()), (name, value.into())]);
    // A tab that was closed meanwhile has no badge.
    _ = JsFuture::from(set_badge_text(&of("text", text))).await;
    _ = JsFuture::from(set_badge_colour(&of("color", colour))).await;
    _ = JsFuture::from(set_title(&of("title", title))).await;
}

/// A moment as the person writes it.
#[must_use]
pub fn local_time(time: Timestamp) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(time.0 as f64));
    date.to_locale_string(&text("language", &[]), &JsValue::UNDEFINED)
        .into()
}

/// A text as part of an address.
#[must_use]
pub fn percent_encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A text in the person's language.
#[must_use]
pub fn text(key: &str, values: &[&str]) -> String {
    get_message(key, &list(values))
}

fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn put(target: &Object, name: &str, value: &JsValue) {
    Reflect::set(target, &name.into(), value).expect("a plain object takes any property");
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let target = Object::new();
    for (name, value) in fields {
        put(&target, name, value);
    }
    target
}

fn list(texts: &[&str]) -> Array {
    texts.iter().map(|text| JsValue::from_str(text)).collect()
}
