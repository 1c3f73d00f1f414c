//! Running other programs: with their output passed on, captured, or passed on and counted.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    num::NonZero,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// A result whose error is a sentence for the person at the terminal.
pub type Outcome<T = ()> = Result<T, String>;

/// Tests that passed and failed, as test harnesses report them.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
}

impl Counts {
    /// Adds other counts to these.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// The counts in a line such as `test result: ok. 3 passed; 0 failed; 0 ignored`.
    fn of_line(line: &str) -> Option<Self> {
        let (_, results) = line.split_once("test result: ")?;
        let (_, counts) = results.split_once(". ")?;
        let number = |name: &str| {
            counts.split("; ").find_map(|part| part.strip_suffix(name)?.trim().parse().ok())
        };
        Some(Self { passed: number("passed")?, failed: number("failed")? })
    }
}

/// Says something on a line of its own, marked as xtask's.
pub fn say(message: impl AsRef<str>) {
    println!("xtask: {}", message.as_ref());
}

/// Runs a command, its output passed on.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|err| cannot_start(command, &err))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command))) }
}

/// Runs a command and returns what it wrote on standard output; standard error is dropped.
pub fn output(command: &mut Command) -> Outcome<String> {
    let done = command.stderr(Stdio::null()).output().map_err(|err| cannot_start(command, &err))?;
    if !done.status.success() {
        return Err(format!("`{}` failed ({})", line(command), done.status));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// Runs a command, its output written to a file, whose end is part of the error if it fails.
pub fn run_logged(command: &mut Command, log: &Path) -> Outcome {
    let cannot_write = |err| format!("cannot write {}: {err}", log.display());
    let file = File::create(log).map_err(cannot_write)?;
    command.stdout(file.try_clone().map_err(cannot_write)?).stderr(file).stdin(Stdio::null());
    run(command).map_err(|message| {
        let text = fs::read(log).unwrap_or_default();
        let end = last_lines(&String::from_utf8_lossy(&text), 20).to_owned();
        format!("{end}\n{message}; all that it said is in {}", log.display())
    })
}

/// The last lines of a text, at most so many.
pub fn last_lines(text: &str, count: usize) -> &str {
    let text = text.trim_end();
    let breaks = text.rmatch_indices('\n').map(|(at, _)| at + 1);
    &text[breaks.take(count).nth(count - 1).unwrap_or(0)..]
}

/// Does the same with each item, as many at once as there are processors, and returns the first error.
pub fn in_parallel<T: Sync>(items: &[T], action: impl Fn(&T) -> Outcome + Sync) -> Outcome {
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            action(item)?;
        }
        Ok(())
    };
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..processors.min(items.len())).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(joined)
    })
}

/// What a thread gave back.
pub fn joined<T>(thread: thread::ScopedJoinHandle<'_, Outcome<T>>) -> Outcome<T> {
    thread.join().unwrap_or_else(|_| Err("a thread of xtask panicked".to_owned()))
}

/// Runs a command, its output passed on, and adds up the test results in it.
pub fn run_counting(command: &mut Command) -> (Outcome, Counts) {
    let (outcome, counts, _) = run_tests(command);
    (outcome, counts)
}

/// The same, and the names of the tests that failed.
pub fn run_tests(command: &mut Command) -> (Outcome, Counts, Vec<String>) {
    let (mut counts, mut failed) = (Counts::default(), Vec::new());
    let outcome = read_lines(command, |line| {
        counts.add(Counts::of_line(line).unwrap_or_default());
        failed.extend(failed_test(line).map(str::to_owned));
    });
    (outcome, counts, failed)
}

/// The test that a line such as `test name ... FAILED` is about.
fn failed_test(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

fn read_lines(command: &mut Command, mut read: impl FnMut(&str)) -> Outcome {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|err| cannot_start(command, &err))?;
    let stdout = child.stdout.take().expect("standard output was piped");
    for bytes in BufReader::new(stdout).split(b'\n') {
        let bytes = bytes.map_err(|err| format!("cannot read from a command: {err}"))?;
        let text = String::from_utf8_lossy(&bytes);
        println!("{text}");
        read(&text);
    }
    std::io::stdout().flush().map_err(|err| format!("cannot write: {err}"))?;
    let status = child.wait().map_err(|err| cannot_start(command, &err))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command))) }
}

/// The program of this name on a search path, by default the `PATH` of this process.
pub fn find_program(name: &str, search: Option<&OsStr>) -> Option<PathBuf> {
    let own = env::var_os("PATH");
    let search = search.or(own.as_deref())?;
    env::split_paths(search)
        .flat_map(|folder| {
            [
                folder.join(name),
                folder.join(format!("{name}.exe")),
                folder.join(format!("{name}.cmd")),
            ]
        })
        .find(|file| file.is_file())
}

/// A command that yields to others where the system knows `nice`.
pub fn gently(program: &Path) -> Command {
    match find_program("nice", None) {
        Some(nice) => {
            let mut command = Command::new(nice);
            command.args(["-n", "10"]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// Cargo, the one that runs this program.
pub fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or("cargo".into(), PathBuf::from)
}

fn line(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

fn cannot_start(command: &Command, err: &std::io::Error) -> String {
    format!("cannot run `{}`: {err}", line(command))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{Counts, in_parallel, last_lines};

    #[test]
    fn counts_are_read_from_the_closing_line_of_a_harness() {
        let line =
            "test result: FAILED. 12 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out";
        assert_eq!(Counts::of_line(line), Some(Counts { passed: 12, failed: 1 }));
        assert_eq!(Counts::of_line("test it::works ... ok"), None);
    }

    #[test]
    fn the_last_lines_are_those_at_the_end() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a\nb\nc", 3), "a\nb\nc");
        assert_eq!(last_lines("a", 3), "a");
        assert_eq!(last_lines("", 3), "");
    }

    #[test]
    fn each_item_has_its_turn_once_and_an_error_is_passed_on() {
        let seen = Mutex::new(Vec::new());
        let note = |item: &u32| {
            seen.lock().expect("no thread panics").push(*item);
            if *item == 5 { Err("five".to_owned()) } else { Ok(()) }
        };
        assert_eq!(in_parallel(&[1, 2, 3, 4], note), Ok(()));
        seen.lock().expect("no thread panics").sort_unstable();
        assert_eq!(*seen.lock().expect("no thread panics"), [1, 2, 3, 4]);
        assert_eq!(in_parallel(&[5], note), Err("five".to_owned()));
        assert_eq!(in_parallel(&[], note), Ok(()));
    }
}
