//! Chromium and ChromeDriver: found or installed, started and stopped.

use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    places::Places,
    process::{Outcome, find_program},
    tools::apt_install,
};

/// Flags with which Chromium runs as any user, without a screen or a network, with WebGPU in software.
const FLAGS: [&str; 9] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-unsafe-webgpu",
    "--use-webgpu-adapter=swiftshader",
];

const CHROME_NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// A browser and the program that drives it.
pub struct Browser {
    /// Chromium or Chrome.
    pub chrome: PathBuf,
    /// ChromeDriver of the same major version.
    pub driver: PathBuf,
}

impl Browser {
    /// Takes `CHROME` and `CHROMEDRIVER`, else those on the `PATH`, else installs Debian's.
    pub fn find_or_install() -> Outcome<Self> {
        if let Some(browser) = Self::find() {
            return Ok(browser);
        }
        apt_install(&["chromium", "chromium-driver"]).ok();
        Self::find().ok_or_else(|| {
            "install Chromium or Chrome and the ChromeDriver of the same version, or set CHROME and \
             CHROMEDRIVER to where they are"
                .to_owned()
        })
    }

    fn find() -> Option<Self> {
        let chosen = |name| env::var_os(name).map(PathBuf::from).filter(|file| file.is_file());
        let chrome = chosen("CHROME")
            .or_else(|| CHROME_NAMES.iter().find_map(|name| find_program(name, None)))?;
        let driver = chosen("CHROMEDRIVER").or_else(|| find_program("chromedriver", None))?;
        Some(Self { chrome, driver })
    }

    /// Writes the settings with which wasm-bindgen's test runner starts the browser; returns their file.
    pub fn write_capabilities(&self, places: &Places) -> Outcome<PathBuf> {
        let flags = FLAGS.map(|flag| format!("\"{flag}\"")).join(", ");
        let chrome = self.chrome.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
        let text = format!(
            "{{ \"goog:chromeOptions\": {{ \"binary\": \"{chrome}\", \"args\": [{flags}] }} }}\n"
        );
        let file = places.work.join("webdriver.json");
        fs::write(&file, text).map_err(|err| format!("cannot write {}: {err}", file.display()))?;
        Ok(file)
    }
}

/// A running ChromeDriver; dropping it ends it and the browsers that it started.
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts ChromeDriver on a free port.
    pub fn start(browser: &Browser) -> Outcome<Self> {
        let mut child = Command::new(&browser.driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|err| format!("cannot start {}: {err}", browser.driver.display()))?;
        let mut output = BufReader::new(child.stdout.take().expect("standard output was piped"));
        let mut line = String::new();
        let port = loop {
            line.clear();
            match output.read_line(&mut line) {
                Ok(0) | Err(_) => return Err("ChromeDriver ended before it was ready".to_owned()),
                Ok(_) => {}
            }
            let number = line.split_once("successfully on port ").map(|(_, number)| number);
            if let Some(port) =
                number.and_then(|text| text.trim().trim_end_matches('.').parse().ok())
            {
                break port;
            }
        };
        // What it says later would fill the pipe and stop it.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { child, port })
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Asks it to end its sessions: killed outright it would leave browsers behind.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream
            .write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(|_| ())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.shut_down().ok();
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
