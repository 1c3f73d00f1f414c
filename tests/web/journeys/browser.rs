//! The browsers that journeys run in: how each is started and looked through, and what only Chromium does for us.
//!
//! All are driven by `WebDriver`. Chromium adds a protocol of its own, by which a script runs before the page's own and the console
//! and every request are noted: a journey that needs that says so when it runs elsewhere.

use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::{Capabilities, WebDriver};

use crate::{
    page::{Theme, View},
    setting,
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

/// A browser that xtask has started a driver for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Browser {
    Chromium,
    Firefox,
    Webkit,
}

impl Browser {
    /// The one that was chosen on the command line.
    pub(crate) fn chosen() -> Self {
        match setting("GANGLION_BROWSER").as_str() {
            "chromium" => Self::Chromium,
            "firefox" => Self::Firefox,
            "webkit" => Self::Webkit,
            other => panic!("no browser is called {other}"),
        }
    }

    /// How many times longer than in Chromium things may take: `WebKit` trains three times slower.
    pub(crate) fn patience(self) -> u32 {
        match self {
            Self::Chromium => 1,
            Self::Firefox => 2,
            Self::Webkit => 6,
        }
    }

    /// Starts it for a view; Chromium writes its network log.
    pub(crate) async fn start(self, view: View, network_log: &Path) -> WebDriver {
        let (key, options) = match self {
            Self::Chromium => ("goog:chromeOptions", chromium(view, network_log)),
            Self::Firefox => ("moz:firefoxOptions", firefox(view)),
            Self::Webkit => ("webkitgtk:browserOptions", webkit(view)),
        };
        let mut capabilities = Capabilities::new();
        capabilities.set(key, options).expect("options are JSON");
        if self == Self::Chromium {
            capabilities.set("browserName", "chrome").expect("a name is JSON");
            let logs = json!({ "browser": "ALL" });
            capabilities.set("goog:loggingPrefs", logs).expect("levels are JSON");
        }
        let driver = WebDriver::new(setting("GANGLION_DRIVER_URL"), capabilities).await;
        driver.unwrap_or_else(|err| panic!("no {self:?} starts: {err}"))
    }

    /// Gives what is seen of the page this size, without Chromium's protocol.
    pub(crate) async fn resize(self, driver: &WebDriver, (width, height): (u32, u32)) {
        let script = "return [outerWidth - innerWidth, outerHeight - innerHeight]";
        let around = driver.execute(script, Vec::new()).await.expect("a window has a size");
        let around = around.json().clone();
        let [right, below] = [0, 1].map(|side| around[side].as_i64().unwrap_or(0));
        let whole = |inner: u32, frame: i64| u32::try_from(i64::from(inner) + frame);
        let size = whole(width, right).and_then(|width| Ok((width, whole(height, below)?)));
        let (width, height) = size.expect("a window is larger than its page");
        driver.set_window_rect(0, 0, width, height).await.expect("a window can be resized");
    }
}

fn program() -> String {
    setting("GANGLION_BROWSER_PROGRAM")
}

fn chromium(view: View, network_log: &Path) -> Value {
    let gpu: &[&str] = if view.web_gpu { &WEB_GPU_FLAGS } else { &[] };
    let camera: &[&str] = if view.has_camera { &CAMERA_FLAGS } else { &[] };
    let own = [
        format!("--accept-lang={}", view.languages),
        format!("--log-net-log={}", network_log.display()),
    ];
    let flags: Vec<&str> = FLAGS
        .iter()
        .chain(gpu)
        .chain(camera)
        .copied()
        .chain(own.iter().map(String::as_str))
        .collect();
    json!({ "binary": program(), "args": flags })
}

fn firefox(view: View) -> Value {
    need_plain(view);
    let preferences = json!({
        "intl.accept_languages": view.languages,
        "ui.systemUsesDarkTheme": u8::from(view.theme == Theme::Dark),
        // Nothing but the page asks anyone for anything.
        "app.normandy.enabled": false,
        "browser.safebrowsing.malware.enabled": false,
        "browser.safebrowsing.phishing.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
    });
    json!({ "binary": program(), "args": ["-headless"], "prefs": preferences })
}

fn webkit(view: View) -> Value {
    need_plain(view);
    assert_eq!(view.theme, Theme::Light, "WebKit takes its theme from the desktop: use Chromium");
    assert!(view.languages.starts_with("en"), "WebKit takes its language from the desktop");
    json!({ "binary": program(), "args": ["--automation"] })
}

/// What Chromium alone can be asked for.
fn need_plain(view: View) {
    let is_plain = view.before.is_empty() && !view.web_gpu && !view.has_camera;
    assert!(is_plain, "this journey needs what only Chromium does: {view:?}");
}
