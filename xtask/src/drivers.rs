//! The browsers that journeys run in, and the programs that drive them: found or installed, started, and ended with all that
//! they started.
//!
//! Chromium is the default and can do everything. Firefox and `WebKit` are driven by the same standard (`WebDriver`) but without
//! Chromium's own protocol, so they run the journeys that need nothing else: those of `EVERY_BROWSER`.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    browser::{Browser, Driver},
    places::{Places, make_folder},
    process::{Outcome, find_program},
    tools::{apt_install, need_geckodriver},
};

/// Parts of the names of the journeys that run in every browser.
const EVERY_BROWSER: [&str; 3] = ["native::", "run::", "recordings::a_recording_is_used"];

/// Folders in which systems keep programs that nobody starts by hand, `MiniBrowser` among them.
const LIBRARIES: [&str; 3] = ["/usr/lib", "/usr/lib64", "/usr/libexec"];

/// How long a driver may take to begin, on a machine that is busy.
const BEGINNING: Duration = Duration::from_secs(30);

/// A browser that journeys can run in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Chromium or Chrome.
    Chromium,
    /// Firefox, by `geckodriver`.
    Firefox,
    /// `WebKitGTK`'s `MiniBrowser`, on a screen of its own.
    Webkit,
}

impl Kind {
    /// The browser of this name.
    pub fn of_name(name: &str) -> Outcome<Self> {
        [Self::Chromium, Self::Firefox, Self::Webkit]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| format!("don't know the browser `{name}`: chromium, firefox or webkit"))
    }

    fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// Parts of the names of the journeys that it runs unless some are named; none means all.
    pub fn journeys(self) -> &'static [&'static str] {
        if self == Self::Chromium { &[] } else { &EVERY_BROWSER }
    }
}

/// What runs while journeys do, ended in this order.
pub struct Driving {
    _chromium: Option<Driver>,
    _driver: Option<Program>,
    _screen: Option<Program>,
    _home: Option<Home>,
}

/// Starts the driver of a browser, and tells a command how to reach it.
pub fn start(places: &Places, kind: Kind, command: &mut Command) -> Outcome<Driving> {
    command.env("GANGLION_BROWSER", kind.name());
    match kind {
        Kind::Chromium => start_chromium(command),
        Kind::Firefox => start_firefox(places, command),
        Kind::Webkit => start_webkit(places, command),
    }
}

fn start_chromium(command: &mut Command) -> Outcome<Driving> {
    let browser = Browser::find_or_install()?;
    let driver = Driver::start(&browser)?;
    tell(command, &browser.chrome, &driver.url());
    Ok(Driving { _chromium: Some(driver), _driver: None, _screen: None, _home: None })
}

fn start_firefox(places: &Places, command: &mut Command) -> Outcome<Driving> {
    let find = || ["firefox-esr", "firefox"].iter().find_map(|name| find_program(name, None));
    let advice = "install Firefox (Debian: `apt-get install firefox-esr`)";
    let firefox = find_or_install(find, &["firefox-esr"], advice)?;
    let geckodriver = need_geckodriver(places)?;
    let home = Home::make(places, Kind::Firefox)?;
    let port = free_port()?;
    let mut driver = home.command(&geckodriver)?;
    driver.args(["--port", &port.to_string(), "--profile-root"]).arg(&home.folder);
    let driver = Program::start(&mut driver)?.once_it_listens(port, &home)?;
    tell(command, &firefox, &address(port));
    Ok(Driving { _chromium: None, _driver: Some(driver), _screen: None, _home: Some(home) })
}

fn start_webkit(places: &Places, command: &mut Command) -> Outcome<Driving> {
    let find = || {
        let programs = ["WebKitWebDriver", "Xvfb"].map(|name| find_program(name, None));
        let [Some(driver), Some(screen)] = programs else { return None };
        Some((driver, screen, mini_browser()?))
    };
    let advice = "install WebKitGTK's MiniBrowser and WebKitWebDriver, and Xvfb \
                  (Debian: `apt-get install webkit2gtk-driver xvfb`)";
    let packages = ["webkit2gtk-driver", "xvfb"];
    let (driver, screen, browser) = find_or_install(find, &packages, advice)?;
    let home = Home::make(places, Kind::Webkit)?;
    let (screen, display) = start_screen(&screen, &home)?;
    let port = free_port()?;
    let mut driver = home.command(&driver)?;
    driver.arg(format!("--port={port}")).env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
    // No bus for screen readers: waiting for one takes half a minute on a machine without.
    driver.env("GDK_BACKEND", "x11").env("NO_AT_BRIDGE", "1");
    let driver = Program::start(&mut driver)?.once_it_listens(port, &home)?;
    tell(command, &browser, &address(port));
    Ok(Driving { _chromium: None, _driver: Some(driver), _screen: Some(screen), _home: Some(home) })
}

/// Tells a command which browser to ask which driver for.
fn tell(command: &mut Command, browser: &Path, driver_url: &str) {
    command.env("GANGLION_BROWSER_PROGRAM", browser).env("GANGLION_DRIVER_URL", driver_url);
}

fn address(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// What `find` finds, if need be after Debian's packages were installed.
fn find_or_install<T>(find: impl Fn() -> Option<T>, packages: &[&str], advice: &str) -> Outcome<T> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let installed = apt_install(packages);
    find().ok_or_else(|| match installed {
        Ok(()) => advice.to_owned(),
        Err(reason) => format!("{advice}; {reason}"),
    })
}

/// The browser that `WebKitGTK` brings for tests, of its newest interface.
fn mini_browser() -> Option<PathBuf> {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    };
    let below = |library: &&str| folders(Path::new(library));
    let above: Vec<PathBuf> = LIBRARIES.iter().flat_map(below).collect();
    let deeper = above.iter().flat_map(|folder| folders(folder));
    let browsers = deeper.chain(above.clone()).filter(|folder| {
        folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("webkit"))
    });
    browsers.map(|folder| folder.join("MiniBrowser")).filter(|file| file.is_file()).max()
}

/// Starts a screen that nobody sees; returns how programs name it.
fn start_screen(xvfb: &Path, home: &Home) -> Outcome<(Program, String)> {
    let mut command = home.command(xvfb)?;
    // It takes a number that is free and says which.
    command.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1920x1400x24"]);
    let mut screen = Program::start(command.stdout(Stdio::piped()))?;
    let output = screen.0.stdout.take().expect("standard output was piped");
    let mut number = String::new();
    let read = BufReader::new(output).read_line(&mut number);
    match number.trim() {
        "" => Err(format!("Xvfb ended before it was ready ({read:?}); see {}", home.log.display())),
        number => Ok((screen, format!(":{number}"))),
    }
}

/// A port that is free now. Of these drivers one can't say which it took, and the other says it in its log only.
pub fn free_port() -> Outcome<u16> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    bound.map(|address| address.port()).map_err(|err| format!("there is no free port: {err}"))
}

/// A home folder for a driver and its browsers, gone when this is dropped: they find nothing there and leave nothing behind.
struct Home {
    folder: PathBuf,
    /// Where the programs write what they say.
    log: PathBuf,
}

impl Home {
    fn make(places: &Places, kind: Kind) -> Outcome<Self> {
        let folder = places.work.join(format!("{}-home", kind.name()));
        // What a run left that was broken off.
        fs::remove_dir_all(&folder).ok();
        make_folder(&folder)?;
        let log = places.work.join(format!("{}.log", kind.name()));
        let home = Self { folder, log };
        home.log_file(true)?;
        Ok(home)
    }

    /// A command for a program that lives here.
    fn command(&self, program: &Path) -> Outcome<Command> {
        let mut command = Command::new(program);
        command.env("HOME", &self.folder).env("LC_ALL", "C.UTF-8");
        for variable in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env_remove(variable);
        }
        command.stdin(Stdio::null()).stdout(self.log_file(false)?).stderr(self.log_file(false)?);
        Ok(command)
    }

    fn log_file(&self, is_new: bool) -> Outcome<File> {
        let file = if is_new {
            File::create(&self.log)
        } else {
            File::options().append(true).open(&self.log)
        };
        file.map_err(|err| format!("cannot write {}: {err}", self.log.display()))
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

/// A program that runs; dropping it ends it and all that it started.
pub struct Program(Child);

impl Program {
    /// Starts it.
    pub fn start(command: &mut Command) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.spawn().map(Self).map_err(|err| format!("cannot start {name}: {err}"))
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }

    /// The same once it takes connections.
    fn once_it_listens(mut self, port: u16, home: &Home) -> Outcome<Self> {
        let log = home.log.display();
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if let Some(status) = self.ended() {
                return Err(format!("the driver ended at once ({status}); see {log}"));
            }
            if start.elapsed() > BEGINNING {
                return Err(format!("the driver takes no connections; see {log}"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(self)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Before it ends: then nothing tells whose they were.
        let started = descendants(self.0.id());
        self.0.kill().ok();
        self.0.wait().ok();
        if !started.is_empty() {
            let pids = started.iter().map(u32::to_string).collect::<Vec<_>>().join(" ");
            // The shell's own `kill`, which every system has. Most have ended by themselves.
            let mut kill = Command::new("sh");
            kill.args(["-c", &format!("kill -KILL {pids}")]).stderr(Stdio::null()).status().ok();
        }
    }
}

/// The processes that one started, and those that they started, as far as Linux tells.
fn descendants(ancestor: u32) -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes: Vec<(u32, u32)> = entries
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, parent(&fs::read_to_string(entry.path().join("stat")).ok()?)?))
        })
        .collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&of) = found.get(next) {
        found.extend(processes.iter().filter(|(_, parent)| *parent == of).map(|(pid, _)| *pid));
        next += 1;
    }
    found.split_off(1)
}

/// The parent in a line of `/proc/PID/stat`, behind a name in brackets that may hold anything, and a state.
fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(1)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::{Kind, Program, descendants, parent};

    #[test]
    fn browsers_are_known_by_name() {
        assert_eq!(Kind::of_name("webkit"), Ok(Kind::Webkit));
        assert!(Kind::of_name("mosaic").is_err_and(|message| message.contains("firefox")));
    }

    #[test]
    fn a_parent_is_read_behind_any_name() {
        assert_eq!(parent("42 (a ) 1 2) S 17 42 42 0 -1"), Some(17));
        assert_eq!(parent("42 (cut off"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_that_is_dropped_is_gone_with_all_that_it_started() {
        // The shell and the two that it starts wait for a line that never comes.
        let mut command = Command::new("sh");
        command.args(["-c", "exec 3<&0; cat <&3 & cat <&3 & echo started; wait"]);
        let program = Program::start(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut program = program.expect("there is a shell");
        let mut output = program.0.stdout.take().expect("standard output was piped");
        std::io::Read::read_exact(&mut output, &mut [0; 7]).expect("it says so");
        let input = program.0.stdin.take();
        assert_eq!(descendants(program.0.id()).len(), 2);
        drop(program);
        // The pipe closes when the last one that holds it has ended.
        std::io::copy(&mut output, &mut std::io::sink()).expect("they have ended");
        drop(input);
    }
}
