//! The commands of the README as the first ones on a bare machine: in a fresh copy, with nothing fetched and nothing built.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use crate::{
    compile::programs,
    light,
    places::Places,
    process::{Outcome, last_lines, say},
    scratch::{Machine, Scratch},
};

/// What can be rehearsed.
struct Rehearsal {
    /// How it is asked for, and the name of its log.
    name: &'static str,
    /// What `cargo xtask` is asked to do.
    command: &'static str,
    machine: Machine,
}

/// The commands of the README, with nothing installed and nothing left out.
const COMMANDS: [Rehearsal; 2] = [
    Rehearsal { name: "serve", command: "serve", machine: Machine::Bare },
    Rehearsal { name: "test", command: "test", machine: Machine::Bare },
];

/// The step of the tests: the tools are those of this machine and the build is a light one, so that it takes minutes.
const PAGE: Rehearsal = Rehearsal { name: "page", command: "serve", machine: Machine::Equipped };

/// Proves that `cargo xtask serve`, with an empty cargo home, ends in a page that is there with all its files.
pub fn prove(places: &Places) -> Outcome {
    rehearse_one(places, &PAGE).map(|_| ())
}

/// Rehearses both commands, or what is named, as it would go on a bare machine.
pub fn rehearse(places: &Places, names: &[&str]) -> Outcome {
    let known: Vec<_> = COMMANDS.iter().chain([&PAGE]).collect();
    if let Some(unknown) = names.iter().find(|name| known.iter().all(|one| one.name != **name)) {
        return Err(format!("can't rehearse `{unknown}`: choose among serve, test and page"));
    }
    let chosen: Vec<_> = match names {
        [] => COMMANDS.iter().collect(),
        _ => known.into_iter().filter(|one| names.contains(&one.name)).collect(),
    };
    let mut table = Vec::new();
    let mut failed = Vec::new();
    for rehearsal in chosen {
        match rehearse_one(places, rehearsal) {
            Ok(lines) => table.extend(lines),
            Err(message) => {
                say(&message);
                table.push(format!("FAILED         {}", rehearsal.name));
                failed.push(rehearsal.name);
            }
        }
    }
    println!("\n{}", table.join("\n"));
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// Runs one command in a copy of its own; returns the lines of the table about it.
fn rehearse_one(
    places: &Places,
    Rehearsal { name, command, machine }: &Rehearsal,
) -> Outcome<Vec<String>> {
    let scratch = Scratch::make(places, name, *machine)?;
    let log = scratch.log().display().to_string();
    say(format!("cargo xtask {command}, with an empty cargo home; what it says is in {log}"));
    let light = [(light::VARIABLE, "1")];
    let environment = if *machine == Machine::Equipped { &light[..] } else { &[] };
    let is_serve = *command == "serve";
    // Any free port: another page may be served on this machine.
    let port: &[&str] = if is_serve { &["--port", "0"] } else { &[] };
    let run = scratch.start(&[&["cargo", "xtask", command], port].concat(), environment)?;
    let outcome = if is_serve {
        run.wait_for(address).and_then(|address| check_page(places, &address))
    } else {
        run.wait_for_success()
    };
    let secs = run.stop().as_secs_f64();
    let text = fs::read_to_string(scratch.log()).unwrap_or_default();
    outcome.map_err(|message| {
        let end = last_lines(&text, 40);
        format!("{end}\n`cargo xtask {command}` on a bare machine: {message}; all that it said is in {log}")
    })?;
    let what = if is_serve { " until the page is open" } else { "" };
    say(format!("cargo xtask {command}{what}: {secs:.0} s"));
    let parts = text.lines().filter_map(part).map(|part| format!("               {part}"));
    let first = format!("ok  {secs:>7.0} s  cargo xtask {command}{what}");
    Ok(std::iter::once(first).chain(parts).collect())
}

/// The address of the page, in the line that gives it.
fn address(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("xtask: open http://")?;
    Some(rest.split_once('/')?.0.to_owned())
}

/// What of a command took how long, in a line that says so.
fn part(line: &str) -> Option<&str> {
    let said = line.strip_prefix("xtask: ")?;
    let (_, time) = said.rsplit_once(" in ")?;
    time.strip_suffix(" s")?.parse::<u32>().is_ok().then_some(said)
}

/// Asks for the page and each of its wasm files, as a browser would.
fn check_page(places: &Places, address: &str) -> Outcome {
    let text =
        |path: &str| get(address, path).map(|body| String::from_utf8_lossy(&body).into_owned());
    let (page, worker) = (text("/")?, text("/service_worker.js")?);
    let modules: BTreeSet<&str> = worker.split('"').filter(|word| word.contains(".wasm")).collect();
    for program in programs(places)? {
        let module = modules
            .iter()
            .find(|file| {
                file.strip_prefix(program.as_str()).is_some_and(|rest| rest.starts_with(['-', '_']))
            })
            .ok_or_else(|| format!("the site has no wasm file of {program}"))?;
        if !get(address, &format!("/{module}"))?.starts_with(b"\0asm") {
            return Err(format!("{module} is no wasm file"));
        }
    }
    if !modules.iter().any(|module| page.contains(module)) {
        return Err("the page names no wasm file".to_owned());
    }
    Ok(())
}

/// The body that a server on this machine answers with.
fn get(address: &str, path: &str) -> Outcome<Vec<u8>> {
    let ask = || {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).map(|_| answer)
    };
    let answer = ask().map_err(|err: std::io::Error| format!("{address}{path}: {err}"))?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    match end {
        Some(end) if answer.starts_with(b"HTTP/1.1 200 ") => Ok(answer[end + 4..].to_vec()),
        _ => Err(format!("{address}{path} is not there")),
    }
}

#[cfg(test)]
mod tests {
    use super::{address, part};

    #[test]
    fn the_address_is_read_from_the_line_that_gives_it() {
        let line = "xtask: open http://127.0.0.1:8080/ (stop with Ctrl-C)";
        assert_eq!(address(line).as_deref(), Some("127.0.0.1:8080"));
        assert_eq!(address("open your eyes"), None);
    }

    #[test]
    fn parts_are_the_lines_that_end_with_a_time() {
        let line = "xtask: installed trunk in 723 s";
        assert_eq!(part(line), Some("installed trunk in 723 s"));
        assert_eq!(part("    Finished in 3 s"), None);
        assert_eq!(part("xtask: the site is in a folder of yours"), None);
    }
}
