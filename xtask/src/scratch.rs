//! A scratch copy of the repository with an empty cargo home, as after `git clone` on a bare machine, and a command run in it.

use std::{
    env,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    digest::Digest,
    places::{Places, make_folder},
    process::{Outcome, find_program, output},
};

/// What a command may take until it says what is waited for.
const LIMIT: Duration = Duration::from_hours(2);

/// What the shell prints once the command has ended.
const ENDED: &str = "xtask: exit status ";

/// Runs a command and ends it, with all that it started, when its own standard input is closed: also when xtask is killed.
const LEASH: &str = r#"("$@"; echo "xtask: exit status $?") & exec >/dev/null 2>&1; cat; kill 0"#;

/// Files that are no part of a clone, where git can't tell.
const NOT_CLONED: [&str; 4] = [".git", "target", "dist", "figures"];

/// A copy of the repository; dropping it removes it.
pub struct Scratch {
    folder: PathBuf,
    log: PathBuf,
    environment: Vec<(&'static str, PathBuf)>,
}

/// What a copy finds on the machine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Machine {
    /// The tools that were installed for other clones.
    Equipped,
    /// Nothing but what the system has.
    Bare,
}

impl Scratch {
    /// Copies the repository as it is now, with what is not committed, and makes an empty cargo home.
    pub fn make(places: &Places, name: &str, machine: Machine) -> Outcome<Self> {
        // Beside the tools: not below the repository, whose settings cargo would find, and where there is room.
        let mut digest = Digest::new();
        digest.add(places.root.to_string_lossy().as_bytes());
        let folder = places.cache().join(format!("bare-{name}-{digest}"));
        let log = places.work.join(format!("bare-{name}.log"));
        remove(&folder)?;
        let [home, copy, temporary] = ["cargo", "repository", "tmp"].map(|name| folder.join(name));
        for folder in [&home, &copy, &temporary] {
            make_folder(folder)?;
        }
        let mut environment = vec![("CARGO_HOME", home.clone()), ("TMPDIR", temporary)];
        if machine == Machine::Bare {
            environment.push(("GANGLION_CACHE", folder.join("cache")));
            environment.push(("npm_config_cache", folder.join("npm")));
            environment.push(("PIP_CACHE_DIR", folder.join("pip")));
        }
        let scratch = Self { folder, log, environment };
        for file in files_of_clone(places)? {
            copy_file(&places.root.join(&file), &copy.join(&file))?;
        }
        for settings in ["config.toml", "config"] {
            let file = cargo_home().map(|folder| folder.join(settings));
            if let Some(file) = file.filter(|file| file.is_file()) {
                copy_file(&file, &home.join(settings))?;
            }
        }
        Ok(scratch)
    }

    /// Where all that a command says is kept.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Starts a command in the copy.
    pub fn start(&self, words: &[&str], environment: &[(&str, &str)]) -> Outcome<Run> {
        let shell = find_program("sh", None).ok_or("there is no `sh` here")?;
        let cannot_write = |err| format!("cannot write {}: {err}", self.log.display());
        let mut log = File::create(&self.log).map_err(cannot_write)?;
        let mut command = Command::new(shell);
        command.args(["-c", LEASH, "sh"]).args(words).current_dir(self.folder.join("repository"));
        command.envs(self.environment.iter().cloned()).envs(environment.iter().copied());
        command.env_remove("CARGO_TARGET_DIR");
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(log.try_clone().map_err(cannot_write)?);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child =
            command.spawn().map_err(|err| format!("cannot run `{}`: {err}", words.join(" ")))?;
        let stdout = child.stdout.take().expect("standard output was piped");
        let (sender, lines) = mpsc::channel();
        let reader = thread::spawn(move || {
            for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                // In one piece: what the command says of errors goes into the same file.
                log.write_all(format!("{line}\n").as_bytes()).ok();
                // Nobody may wait any more.
                sender.send(line).ok();
            }
        });
        Ok(Run { child, lines, reader, start: Instant::now() })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What was killed may still write for a moment.
        for _ in 0..10 {
            if remove(&self.folder).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(300));
        }
    }
}

/// A command that runs in a copy.
pub struct Run {
    child: Child,
    lines: Receiver<String>,
    reader: JoinHandle<()>,
    start: Instant,
}

impl Run {
    /// Waits for a line that is looked for; an error if the command ends before.
    pub fn wait_for<T>(&self, found: impl Fn(&str) -> Option<T>) -> Outcome<T> {
        loop {
            let line = match self.lines.recv_timeout(LIMIT.saturating_sub(self.start.elapsed())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => return Err("it took too long".to_owned()),
                Err(RecvTimeoutError::Disconnected) => return Err("it was killed".to_owned()),
            };
            if let Some(value) = found(&line) {
                return Ok(value);
            }
            if let Some(status) = line.strip_prefix(ENDED) {
                return Err(format!("it ended with exit status {status}"));
            }
        }
    }

    /// Waits until the command has done what it should, and ended.
    pub fn wait_for_success(&self) -> Outcome {
        let success = format!("{ENDED}0");
        self.wait_for(|line| (line == success).then_some(()))
    }

    /// Ends the command, and waits until all that it started has ended too; returns how long it ran.
    pub fn stop(mut self) -> Duration {
        let time = self.start.elapsed();
        drop(self.child.stdin.take());
        self.child.wait().ok();
        // It ends when nobody is left who could write.
        self.reader.join().ok();
        time
    }
}

/// The files of a clone, and those that are not committed yet, by their names below the root.
fn files_of_clone(places: &Places) -> Outcome<Vec<PathBuf>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listed = output(git.current_dir(&places.root)).unwrap_or_default();
    let mut files: Vec<PathBuf> = listed.split_terminator('\0').map(PathBuf::from).collect();
    if files.is_empty() {
        // No git, or no repository: an unpacked archive.
        files = files_below_root(&places.root)?;
    }
    // What was removed but is not committed as removed is listed too.
    files.retain(|file| places.root.join(file).is_file());
    Ok(files)
}

/// All files of the repository but for what is built in it.
fn files_below_root(root: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    collect(root, Path::new(""), &mut files)?;
    Ok(files)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let entries = fs::read_dir(root.join(folder))
        .map_err(|err| format!("cannot list {}: {err}", root.join(folder).display()))?;
    for entry in entries.flatten() {
        let name = folder.join(entry.file_name());
        if NOT_CLONED.iter().any(|skipped| name == Path::new(skipped)) {
            continue;
        }
        if root.join(&name).is_dir() {
            collect(root, &name, files)?;
        } else {
            files.push(name);
        }
    }
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> Outcome {
    make_folder(to.parent().unwrap_or(to))?;
    fs::copy(from, to).map_err(|err| format!("cannot copy {}: {err}", from.display()))?;
    Ok(())
}

fn remove(folder: &Path) -> Outcome {
    if !folder.exists() {
        return Ok(());
    }
    fs::remove_dir_all(folder).map_err(|err| format!("cannot remove {}: {err}", folder.display()))
}

fn cargo_home() -> Option<PathBuf> {
    let chosen = env::var_os("CARGO_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    chosen.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

#[cfg(all(test, unix))]
mod tests {
    use super::{
        Command, Duration, Path, Run, Scratch, env, files_below_root, fs, make_folder, thread,
    };

    /// A copy of nothing, in a folder of its own.
    fn empty(name: &str) -> Scratch {
        let folder = env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        make_folder(&folder.join("repository")).expect("the temporary folder can be written to");
        Scratch { log: folder.join("log"), folder, environment: Vec::new() }
    }

    fn shell(scratch: &Scratch, script: &str) -> Run {
        scratch.start(&["sh", "-c", script], &[("WORD", "heard")]).expect("there is a shell")
    }

    #[test]
    fn what_a_command_started_ends_with_it() {
        let scratch = empty("leash");
        let run = shell(&scratch, "sleep 1000 & echo child $!; wait");
        let found = |line: &str| line.strip_prefix("child ").map(str::to_owned);
        let child = run.wait_for(found).expect("the shell says it");
        let lives = || {
            let state = Path::new("/proc").join(&child).join("stat");
            fs::read_to_string(state).is_ok_and(|text| !text.contains(") Z "))
        };
        assert!(lives());
        run.stop();
        // Its standard output is closed; the system may take a moment longer to forget the process.
        let ended = (0..500).any(|_| {
            thread::sleep(Duration::from_millis(10));
            !lives()
        });
        assert!(ended);
    }

    #[test]
    fn how_a_command_ended_is_known_and_what_it_said_is_kept() {
        let scratch = empty("status");
        let run = shell(&scratch, "echo $WORD; echo seen >&2");
        assert_eq!(run.wait_for_success(), Ok(()));
        run.stop();
        let log = fs::read_to_string(scratch.log()).expect("the log was written");
        assert!(log.contains("heard\n") && log.contains("seen\n"), "{log}");
        let run = shell(&scratch, "exit 3");
        assert_eq!(run.wait_for_success(), Err("it ended with exit status 3".to_owned()));
        run.stop();
    }

    #[test]
    fn a_copy_leaves_nothing_behind() {
        let scratch = empty("drop");
        let folder = scratch.folder.clone();
        assert!(folder.is_dir());
        drop(scratch);
        assert!(!folder.exists());
    }

    #[test]
    fn a_copy_without_git_has_what_git_would_list() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
        let mut git = Command::new("git");
        let Ok(listed) = super::output(git.args(["ls-files", "xtask"]).current_dir(root)) else {
            // An unpacked archive: there is nothing to compare with.
            return;
        };
        let walked = files_below_root(root).expect("the repository can be read");
        for file in listed.lines() {
            assert!(
                walked.iter().any(|path| path == Path::new(file)),
                "{file} would not be copied"
            );
        }
        assert!(!walked.iter().any(|path| path.starts_with("target")));
    }
}
