//! One page in a browser of its own: opened with a given view, looked at and acted on as a person would.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::{Value, json};
use thirtyfour::{By, Key, WebDriver};
use tokio::time::{Instant, sleep};

use crate::{
    browser::Browser,
    setting,
    trace::{Trace, read_network_log},
};

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
    WithoutFigures,
    WithoutWorkers,
}

impl Site {
    /// Its address, ending with a slash.
    pub(crate) fn url(self) -> String {
        setting(match self {
            Self::Whole => "GANGLION_URL",
            Self::WithoutGpuWorker => "GANGLION_URL_WITHOUT_GPU_WORKER",
            Self::WithoutFigures => "GANGLION_URL_WITHOUT_FIGURES",
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
        [NOTE_VIOLATIONS.to_owned(), self.choose_workers(), self.before.to_owned()]
    }

    /// JavaScript that chooses the CPU workers as a person would have on a visit before; may be empty.
    fn choose_workers(self) -> String {
        self.num_workers.map_or_else(String::new, |count| {
            // An empty page has no storage.
            format!("try {{ localStorage.setItem('ganglion.workers', '{count}') }} catch {{}}")
        })
    }
}

/// A browser with the page in it.
pub(crate) struct Page {
    driver: WebDriver,
    browser: Browser,
    network_log: PathBuf,
    site: String,
    view: View,
}

impl Page {
    /// Starts a browser for the site at an address that ends with a slash; no page is loaded yet.
    pub(crate) async fn open(view: View, site: String) -> Self {
        let browser = Browser::chosen();
        let network_log = network_log_file();
        let driver = browser.start(view, &network_log).await;
        let page = Self { driver, browser, network_log, site, view };
        page.prepare().await;
        page
    }

    async fn prepare(&self) {
        let view = self.view;
        if self.browser != Browser::Chromium {
            return self.browser.resize(&self.driver, view.size).await;
        }
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
        self.open_address("about:blank").await;
        if self.browser != Browser::Chromium && self.view.num_workers.is_some() {
            // A file of the site that runs nothing: no script comes before the page's own here.
            self.open_address(&format!("{}boot.js", self.site)).await;
            self.script(&self.view.choose_workers()).await;
        }
        self.open_address(&format!("{}{link}", self.site)).await;
    }

    async fn open_address(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|err| panic!("{url} can't be opened: {err}"));
    }

    /// Loads the page with a link and begins its run, also where that takes so long that it waits to be asked for; it may be over
    /// already.
    pub(crate) async fn go_and_run(&self, link: &str) {
        const IS_FINISHED: &str = "document.documentElement.dataset.state === 'finished'";
        self.go(link).await;
        let is_there = format!("document.querySelector('#cancel, #waiting') || {IS_FINISHED}");
        self.wait_until(&is_there, SOON).await;
        self.script("document.querySelector('#waiting button')?.click()").await;
        let has_begun = format!("document.getElementById('cancel') || {IS_FINISHED}");
        self.wait_until(&has_begun, SOON).await;
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
        let limit = limit * self.browser.patience();
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
        let limit = limit * self.browser.patience();
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

    /// The value of an expression of JavaScript in the only frame of the page, as a text.
    pub(crate) async fn in_frame(&self, expression: &str) -> String {
        self.driver.enter_frame(0).await.expect("the page has a frame");
        let value = self.string(expression).await;
        self.driver.enter_default_frame().await.expect("a frame is in a page");
        value
    }

    /// Sends a command of the Chrome `DevTools` Protocol.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        assert_eq!(self.browser, Browser::Chromium, "{method}: this journey needs Chromium");
        let sent = self.driver.cdp().send_raw(method, params).await;
        sent.unwrap_or_else(|err| panic!("{method}: {err}"))
    }

    /// The browser that it is open in.
    pub(crate) fn browser(&self) -> Browser {
        self.browser
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
        if self.browser != Browser::Chromium {
            return self.close_elsewhere().await;
        }
        let violations = self.script("return window.violations ?? []").await;
        let console = self.driver.get_log("browser").await.expect("there is a console log");
        let sites = self.sites();
        self.driver.quit().await.expect("the browser ends");
        let written = until(SOON, async || read_network_log(&self.network_log)).await;
        let network = written.expect("Chromium writes its network log");
        std::fs::remove_file(&self.network_log).expect("the network log can be removed");
        Trace::new(sites, &violations, &console, &network)
    }

    /// The same in a browser that notes nothing but what the page itself asked for.
    async fn close_elsewhere(self) -> Trace {
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        let requests = self.script(script).await;
        let sites = self.sites();
        self.driver.quit().await.expect("the browser ends");
        Trace::of_requests(sites, &requests)
    }

    /// Where the page and what it has in a frame come from.
    fn sites(&self) -> Vec<String> {
        let framed = self.view.is_framed.then(|| Site::Whole.url());
        [self.site.clone()].into_iter().chain(framed).collect()
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
