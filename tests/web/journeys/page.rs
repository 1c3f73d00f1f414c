//! One page in a browser of its own: opened with a given view, looked at and acted on as a person would.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use thirtyfour::{
    By, ChromiumLikeCapabilities as _, DesiredCapabilities, Key, LoggingPrefsLogLevel, WebDriver,
};
use tokio::time::{Instant, sleep};

use crate::{
    setting,
    trace::{Trace, read_network_log},
};

/// Flags with which Chromium runs as any user, without a screen or a network.
const FLAGS: [&str; 7] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Flags that add WebGPU in software; without them there is none.
const WEB_GPU_FLAGS: [&str; 2] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/// Flags that add a camera that shows a clock, and a person who allows it.
const CAMERA_FLAGS: [&str; 2] =
    ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/// Notes each violation of the content security policy, from the first moment of a page.
const NOTE_VIOLATIONS: &str = "
    window.violations = [];
    addEventListener('securitypolicyviolation', (event) =>
        window.violations.push(`${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}`));";

/// How long the browser or the page may take for what it does at once, on a machine that is busy.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// Light or dark, as the system asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Theme {
    Light,
    Dark,
}

/// Which of the sites that xtask serves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Site {
    Whole,
    WithoutGpuWorker,
    WithoutAnnex,
    WithoutWorkers,
}

impl Site {
    /// Its address, ending with a slash.
    pub(crate) fn url(self) -> String {
        setting(match self {
            Self::Whole => "GANGLION_URL",
            Self::WithoutGpuWorker => "GANGLION_URL_WITHOUT_GPU_WORKER",
            Self::WithoutAnnex => "GANGLION_URL_WITHOUT_ANNEX",
            Self::WithoutWorkers => "GANGLION_URL_WITHOUT_WORKERS",
        })
    }
}

/// How the page is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// Width and height in CSS pixels.
    pub(crate) size: (u32, u32),
    /// What the system asks for.
    pub(crate) theme: Theme,
    /// The languages that the browser prefers.
    pub(crate) languages: &'static str,
    /// Whether the browser has WebGPU.
    pub(crate) web_gpu: bool,
    /// Whether the machine has a camera: Chromium's fake one, which the person allows.
    pub(crate) has_camera: bool,
    /// CPU workers that the person chose; none leaves it to the page.
    pub(crate) num_workers: Option<u32>,
    /// Where the page comes from.
    pub(crate) site: Site,
    /// Whether another site is opened, with the page in a frame.
    pub(crate) is_framed: bool,
    /// JavaScript that runs before the page's own, to take something away from it; may be empty.
    pub(crate) before: &'static str,
}

impl View {
    /// A laptop in English and in light theme, without WebGPU.
    pub(crate) const LAPTOP: Self = Self {
        size: (1440, 900),
        theme: Theme::Light,
        languages: "en-US,en",
        web_gpu: false,
        has_camera: false,
        num_workers: None,
        site: Site::Whole,
        is_framed: false,
        before: "",
    };

    /// JavaScript that runs before the page's own.
    fn scripts(self) -> [String; 3] {
        let workers = self.num_workers.map_or_else(String::new, |count| {
            // An empty page has no storage.
            format!("try {{ localStorage.setItem('ganglion.workers', '{count}') }} catch {{}}")
        });
        [NOTE_VIOLATIONS.to_owned(), workers, self.before.to_owned()]
    }
}

/// A browser with the page in it.
pub(crate) struct Page {
    driver: WebDriver,
    network_log: PathBuf,
    site: String,
    is_framed: bool,
}

impl Page {
    /// Starts a browser for the site at an address that ends with a slash; no page is loaded yet.
    pub(crate) async fn open(view: View, site: String) -> Self {
        let mut chrome = DesiredCapabilities::chrome();
        let gpu: &[&str] = if view.web_gpu { &WEB_GPU_FLAGS } else { &[] };
        let camera: &[&str] = if view.has_camera { &CAMERA_FLAGS } else { &[] };
        let languages = format!("--accept-lang={}", view.languages);
        for flag in FLAGS.iter().chain(gpu).chain(camera).chain([&&*languages]) {
            chrome.add_arg(flag).expect("a flag is a string");
        }
        chrome.set_binary(&setting("CHROME")).expect("a path is a string");
        let level = LoggingPrefsLogLevel::All;
        chrome.set_browser_log_level(level).expect("a level is a string");
        let network_log = network_log_file();
        chrome
            .add_arg(&format!("--log-net-log={}", network_log.display()))
            .expect("a flag is a string");
        let driver = WebDriver::new(setting("CHROMEDRIVER_URL"), chrome)
            .await
            .expect("ChromeDriver starts a browser");
        let page = Self { driver, network_log, site, is_framed: view.is_framed };
        page.prepare(view).await;
        page
    }

    async fn prepare(&self, view: View) {
        let (width, height) = view.size;
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
        )
        .await;
        self.set_theme(view.theme).await;
        for source in view.scripts() {
            self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))
                .await;
        }
    }

    /// Makes the system ask for a theme.
    pub(crate) async fn set_theme(&self, theme: Theme) {
        let value = if theme == Theme::Dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Loads the page with this link, such as `#1.n=4`. An open page is left for good first: a changed fragment alone loads nothing.
    pub(crate) async fn go(&self, link: &str) {
        for url in ["about:blank", &format!("{}{link}", self.site)] {
            self.driver.goto(url).await.expect("the address can be opened");
        }
    }

    /// Loads the page again, as it is.
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.expect("the page can be loaded again");
    }

    /// Presses the browser's back button.
    pub(crate) async fn back(&self) {
        self.driver.back().await.expect("there is a page to go back to");
    }

    /// Presses the browser's forward button.
    pub(crate) async fn forward(&self) {
        self.driver.forward().await.expect("there is a page to go forward to");
    }

    /// The fragment of the address, with its `#`; empty if there is none.
    pub(crate) async fn fragment(&self) -> String {
        self.string("location.hash").await
    }

    /// Presses and releases a key.
    pub(crate) async fn press(&self, key: Key) {
        let keys = self.driver.action_chain().send_keys(key);
        keys.perform().await.expect("a key can be pressed");
    }

    /// Presses and releases a key while Shift is held.
    pub(crate) async fn press_with_shift(&self, key: Key) {
        let keys = self.driver.action_chain().key_down(Key::Shift).send_keys(key);
        keys.key_up(Key::Shift).perform().await.expect("a key can be pressed");
    }

    /// Presses and releases a key while Control is held.
    pub(crate) async fn press_with_control(&self, key: &str) {
        let keys = self.driver.action_chain().key_down(Key::Control).send_keys(key);
        keys.key_up(Key::Control).perform().await.expect("a key can be pressed");
    }

    /// Types a text into what has the focus.
    pub(crate) async fn type_text(&self, text: &str) {
        let keys = self.driver.action_chain().send_keys(text);
        keys.perform().await.expect("a text can be typed");
    }

    /// Clicks the middle of an element, as far as nothing covers it.
    pub(crate) async fn click(&self, selector: &str) {
        let element = self.driver.find(By::Css(selector)).await;
        let element = element.unwrap_or_else(|err| panic!("{selector}: {err}"));
        // Into the middle: at the edge the header may cover it.
        element.scroll_into_view().await.unwrap_or_else(|err| panic!("{selector}: {err}"));
        element.click().await.unwrap_or_else(|err| panic!("{selector}: {err}"));
    }

    /// Drags from a place to another one, both from the middle of an element, CSS pixels.
    pub(crate) async fn drag(&self, selector: &str, from: (i64, i64), to: (i64, i64)) {
        let element = self.driver.find(By::Css(selector)).await;
        let element = element.unwrap_or_else(|err| panic!("{selector}: {err}"));
        element.scroll_into_view().await.unwrap_or_else(|err| panic!("{selector}: {err}"));
        let (right, down) = (to.0 - from.0, to.1 - from.1);
        let chain =
            self.driver.action_chain().move_to_element_with_offset(&element, from.0, from.1);
        let chain = chain.click_and_hold().move_by_offset(right / 2, down / 2);
        let chain = chain.move_by_offset(right - right / 2, down - down / 2).release();
        chain.perform().await.expect("a pointer can be dragged");
    }

    /// Gives files to a file input, one path a line.
    pub(crate) async fn give_files(&self, selector: &str, paths: &str) {
        let element = self.driver.find(By::Css(selector)).await;
        let element = element.unwrap_or_else(|err| panic!("{selector}: {err}"));
        element.send_keys(paths).await.unwrap_or_else(|err| panic!("{selector}: {err}"));
    }

    /// The state that the page is in: idle, running, finished or failed.
    pub(crate) async fn state(&self) -> String {
        self.string("document.documentElement.dataset.state").await
    }

    /// The value of an expression of JavaScript as a text.
    pub(crate) async fn string(&self, expression: &str) -> String {
        let value = self.script(&format!("return String({expression} ?? '')")).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page is in one of these states, and returns it.
    pub(crate) async fn wait_for_state(&self, states: &[&str], limit: Duration) -> String {
        let reached = until(limit, async || {
            let state = self.state().await;
            states.contains(&state.as_str()).then_some(state)
        });
        match reached.await {
            Some(state) => state,
            None => panic!("after {limit:?} the page is {} and not {states:?}", self.state().await),
        }
    }

    /// Waits until this expression of JavaScript is true.
    pub(crate) async fn wait_until(&self, expression: &str, limit: Duration) {
        let script = format!("return Boolean({expression})");
        let holds =
            until(limit, async || (self.script(&script).await == json!(true)).then_some(()));
        assert!(holds.await.is_some(), "after {limit:?} this does not hold: {expression}");
    }

    /// Does what begins a run, and waits for its end. The run may be over before anyone could see it running.
    pub(crate) async fn run_by(&self, begin: impl AsyncFnOnce(), limit: Duration) {
        self.script("document.getElementById('report').dataset.isOld = ''").await;
        begin().await;
        self.wait_until("document.querySelector('#report:not([data-is-old])')", limit).await;
        self.wait_for_state(&["finished"], limit).await;
    }

    /// The report of the last run.
    pub(crate) async fn report(&self) -> Value {
        let text = self.script("return document.getElementById('report').textContent").await;
        serde_json::from_str(text.as_str().unwrap_or_default()).expect("the report is JSON")
    }

    /// The text that a person sees in the elements that a selector finds.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let script = "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText).join('\\n')";
        let text = self.script_with(script, vec![json!(selector)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs JavaScript and returns what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        self.script_with(script, Vec::new()).await
    }

    /// Runs JavaScript on `arguments` and returns what it returns; a promise is awaited.
    pub(crate) async fn script_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        let returned = self.driver.execute(script, arguments).await;
        returned.unwrap_or_else(|err| panic!("{script}: {err}")).json().clone()
    }

    /// Sends a command of the Chrome `DevTools` Protocol.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        let sent = self.driver.cdp().send_raw(method, params).await;
        sent.unwrap_or_else(|err| panic!("{method}: {err}"))
    }

    /// Saves what is on the screen as target/screenshots/NAME.png.
    pub(crate) async fn screenshot(&self, name: &str) {
        let folder = PathBuf::from(setting("GANGLION_TARGET")).join("screenshots");
        std::fs::create_dir_all(&folder).expect("the folder for screenshots can be made");
        let file = folder.join(name).with_extension("png");
        self.driver.screenshot(&file).await.expect("a screenshot can be saved");
    }

    /// Ends the browser and returns what it noted.
    pub(crate) async fn close(self) -> Trace {
        let violations = self.script("return window.violations ?? []").await;
        let console = self.driver.get_log("browser").await.expect("there is a console log");
        self.driver.quit().await.expect("the browser ends");
        let written = until(SOON, async || read_network_log(&self.network_log)).await;
        let network = written.expect("Chromium writes its network log");
        std::fs::remove_file(&self.network_log).expect("the network log can be removed");
        let mut sites = vec![self.site];
        sites.extend(self.is_framed.then(|| Site::Whole.url()));
        Trace::new(sites, &violations, &console, &network)
    }
}

/// A file of its own for each browser. `ChromeDriver`'s log would do but for the requests of workers, which it lacks.
fn network_log_file() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = PathBuf::from(setting("GANGLION_TARGET")).join("xtask");
    folder.join(format!("network-{}-{number}.json", std::process::id()))
}

/// Asks again and again until there is an answer or time is up.
async fn until<T>(limit: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = ask().await {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        sleep(Duration::from_millis(20)).await;
    }
}
