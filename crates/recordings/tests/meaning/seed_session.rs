//! A stimulus that is only a seed, in the conversation as the page has it.

use std::{cell::RefCell, rc::Rc, sync::Arc};

use ganglion_core::recording::{Crop, Recording};
use ganglion_recordings::{
    FamilyReaders,
    import::{
        Absence, HandPurpose, ImportFindings, ImportListing, ImportRequest, ImportResponse,
        ImportSession, ImportStage,
    },
    roles::Role,
    seeded::{OwnSeeds, SeededMovie, SeededStimulus},
};

use crate::{
    files::{Made, made},
    seeds::{Rig, text},
};

struct SeedTalk {
    session: ImportSession,
    told: Rc<RefCell<Vec<ImportResponse>>>,
}

/// What was said to one question.
struct Said {
    listing: ImportListing,
    stages: Vec<ImportStage>,
    found: Result<ImportFindings, Absence>,
}

impl SeedTalk {
    fn new(files: &[Made]) -> Self {
        let told: Rc<RefCell<Vec<ImportResponse>>> = Rc::default();
        let heard = Rc::clone(&told);
        let tell = Rc::new(move |response| heard.borrow_mut().push(response));
        let mut session = ImportSession::new(tell, FamilyReaders::default());
        session.draw_by(Rc::new(OwnSeeds));
        let mut talk = Self { session, told };
        for file in files {
            talk.open(file);
        }
        talk
    }

    fn open(&mut self, file: &Made) {
        let request = ImportRequest::Open { name: file.name.clone() };
        self.session.answer(request, Some(Box::new(file.bytes())));
    }

    fn choose(&mut self, path: &str, role: Option<Role>) {
        self.session.answer(ImportRequest::Choose { path: path.to_owned(), role }, None);
    }

    fn look(&mut self, roles: &str, stimulus: &str) -> Said {
        let (roles, stimulus) = (roles.to_owned(), stimulus.to_owned());
        self.session.answer(ImportRequest::Look { roles, stimulus }, None);
        let mut said = Said {
            listing: ImportListing::default(),
            stages: Vec::new(),
            found: Err(Absence::NoArrays),
        };
        for response in self.told.take() {
            match response {
                ImportResponse::Progress(progress) => said.stages.push(progress.stage),
                ImportResponse::Listed(listing) => said.listing = listing,
                ImportResponse::Found(findings) => said.found = Ok(*findings),
                ImportResponse::Nothing(absence) => said.found = Err(absence),
                ImportResponse::Ready { .. }
                | ImportResponse::Handed { .. }
                | ImportResponse::Failed { .. } => panic!("{response:?}"),
            }
        }
        said
    }

    fn recording(&mut self) -> Arc<Recording> {
        let request = ImportRequest::Hand { purpose: HandPurpose::Use, cell: 0, crop: None };
        self.session.answer(request, None);
        match self.told.take().pop() {
            Some(ImportResponse::Handed { recording, .. }) => {
                recording.recording.expect("it is here")
            }
            other => panic!("{other:?}"),
        }
    }

    fn hand(&mut self) -> (String, String, String) {
        let request = ImportRequest::Hand { purpose: HandPurpose::Use, cell: 0, crop: None };
        self.session.answer(request, None);
        match self.told.take().pop() {
            Some(ImportResponse::Handed { imported, .. }) => {
                (imported.outline.name, imported.roles, imported.stimulus)
            }
            other => panic!("{other:?}"),
        }
    }
}

fn drew(said: &Said) -> bool {
    said.stages.iter().any(|stage| matches!(stage, ImportStage::Searching | ImportStage::Drawing))
}

#[test]
fn a_described_seed_becomes_a_recording_and_goes_with_the_link() {
    let rig = Rig::new(&text("ran1 seed=-10000 up frozen-seed=-20000"));
    let first = rig.first_frames(1, (0.0, 255.0));
    let mut talk = SeedTalk::new(&[rig.counts(), first.clone()]);
    let without = talk.look("", "");
    assert!(without.found.is_err());
    let paths = |said: &Said| -> Vec<String> {
        said.listing.arrays.iter().map(|array| array.path.clone()).collect()
    };
    let description = rig.stimulus.to_string();
    let with = talk.look("", &description);
    assert!(drew(&with));
    assert_eq!(paths(&with), ["counts.npy", "first.npy"], "the files are what they were");
    let found = with.found.expect("a recording");
    assert_eq!((found.field, found.num_frames), ((24, 24), 5760));
    assert!(found.evidence[0].sentence.contains("first.npy holds the first frames"));
    assert!(found.evidence[1].sentence.contains("The receptive field of"));
    let (name, roles, stimulus) = talk.hand();
    assert_eq!(roles, "", "the description says it all");
    assert_eq!(SeededStimulus::read(&stimulus).as_ref(), Ok(&rig.stimulus));
    // What is said of the arrays changes nothing of the frames.
    talk.choose("first.npy", Some(Role::Unknown));
    let again = talk.look("", &description);
    assert!(!drew(&again), "{:?}", again.stages);
    assert_eq!(again.found.expect("a recording").frames_digest, found.frames_digest);
    // Somebody else with the link and the counts.
    let mut other = SeedTalk::new(&[rig.counts()]);
    let same = other.look(&roles, &stimulus);
    assert!(same.listing.unmatched.is_empty());
    assert_eq!(same.found.expect("a recording").name, name);
    // Another file comes later, and the seed goes again.
    talk.open(&made("rate_hz", &[1], "<f8", vec![30.0]));
    let more = talk.look("", &description);
    assert_eq!(paths(&more), ["counts.npy", "first.npy", "rate_hz.npy"]);
    assert_eq!(more.found.expect("a recording").refresh_hz, Some(30.0));
    talk.choose("first.npy", None);
    let none = talk.look("", "");
    assert_eq!(none.found, without.found);
    assert_eq!(talk.hand_fails(), Absence::NoArrays);
}

impl SeedTalk {
    fn hand_fails(&mut self) -> Absence {
        let request = ImportRequest::Hand { purpose: HandPurpose::Use, cell: 0, crop: None };
        self.session.answer(request, None);
        match self.told.take().pop() {
            Some(ImportResponse::Nothing(absence)) => absence,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_wrong_with_a_description_is_said_and_nothing_is_lost() {
    let rig = Rig::new("java seed=11111 30x26 trials=2 running=400");
    let mut talk = SeedTalk::new(&[rig.counts()]);
    for (wrong, expected) in [
        ("ran2 seed=1", "'ran2' is not understood"),
        ("ran1 seed=1", "WIDTHxHEIGHT is missing"),
        ("numpy-rand seed=-1 30x26 running=800", "numpy-rand has no seed -1"),
        ("ran1 seed=-1 30x26 running=99999999", "is not understood"),
        ("ran1 seed=-1 30x26 running=700 before=60", "not of one"),
    ] {
        let said = talk.look("", wrong);
        let Err(Absence::NotDescribed(reason)) = said.found else { panic!("{wrong}") };
        assert!(reason.contains(expected), "{wrong}: {reason}");
        assert_eq!(said.listing.arrays.len(), 1);
    }
    // The counts go on for longer than the frames.
    let said = talk.look("", "java seed=11111 30x26 trials=2 running=300");
    let Err(Absence::Unseeded { reason, num_frames, num_running }) = said.found else {
        panic!("{:?}", said.found)
    };
    assert_eq!((*reason, num_frames, num_running), (Absence::NoSpikes, 600, 600));
    assert!(talk.look("", &rig.stimulus.to_string()).found.is_ok());
    // Nothing that draws has come.
    let tell = Rc::clone(&talk.told);
    let tell = Rc::new(move |response| tell.borrow_mut().push(response));
    talk.session = ImportSession::new(tell, FamilyReaders::default());
    talk.open(&rig.counts());
    let said = talk.look("", &rig.stimulus.to_string());
    let Err(Absence::NotDescribed(reason)) = said.found else { panic!("{:?}", said.found) };
    assert!(reason.contains("did not load"), "{reason}");
}

#[test]
fn what_files_say_of_a_seed_stands_in_the_fields() {
    let number = |name: &str, value: f64| made(name, &[1], "<i8", vec![value]);
    let values = (0..4800).map(|at| f64::from(at % 7 / 5 + at % 11 / 9)).collect();
    let counts = made("counts", &[2400, 2], "|u1", values);
    let files = [
        number("seed", -10_000.0),
        number("secondSeed", -20_000.0),
        number("Nblinks", 2.0),
        number("frozen_frames", 100.0),
        number("n_trials", 3.0),
        number("Nx", 40.0),
        number("ny", 30.0),
        counts.clone(),
    ];
    let said = SeedTalk::new(&files).look("", "");
    assert!(said.listing.seed.is_likely);
    let mut words: Vec<(&str, &str)> = Vec::new();
    for word in &said.listing.seed.words {
        assert!(!word.reason.is_empty());
        words.push((&word.key, &word.value));
    }
    words.sort_unstable();
    let expected = [
        ("blinks", "2"),
        ("frozen", "100"),
        ("frozen-seed", "-20000"),
        ("height", "30"),
        ("running", "300"),
        ("seed", "-10000"),
        ("trials", "3"),
        ("width", "40"),
    ];
    assert_eq!(words, expected);
    // With frames there is no need for a seed, and what doesn't divide is no clue.
    let noise =
        (0..2400 * 16_u32).map(|at| f64::from(at.wrapping_mul(0x9e37_79b9) >> 31)).collect();
    let frames = made("frames", &[2400, 4, 4], "|u1", noise);
    assert!(!SeedTalk::new(&[frames, counts.clone()]).look("", "").listing.seed.is_likely);
    let said = SeedTalk::new(&[number("trials", 7.0), counts]).look("", "");
    assert!(
        said.listing.seed.words.iter().all(|word| word.key != "running"),
        "{said:?}",
        said = said.listing.seed
    );
}

#[test]
fn frames_before_and_behind_those_of_a_trial_belong_to_none() {
    for (generator, trials) in [
        ("ran1 seed=-10000 up frozen=60 frozen-seed=-20000", 6),
        ("gasdev seed=-3 frozen=60 frozen-seed=-4", 3),
        ("matlab-rand seed=5 step=1 frozen=60 frozen-seed=1", 2),
    ] {
        let without = format!("{generator} 60x44 trials={trials} running=900 blinks=2");
        let text = format!("{without} before=30 after=20");
        let rig = Rig::new(&text);
        let len = 30 + 2 * 960 + 20;
        assert_eq!(rig.num_frames(), trials * len);
        let mut talk = SeedTalk::new(&[rig.counts()]);
        let found = talk.look("", &text).found.expect("a recording");
        assert_eq!((found.num_frames, found.num_trials), (trials * len, trials), "{text}");
        assert_eq!(found.frozen, [(120, trials)], "{text}");
        let recording = talk.recording();
        for (trial, range) in recording.trials.iter().enumerate() {
            assert_eq!(*range, trial * len + 30..(trial + 1) * len - 20);
        }
        // What was drawn is the same, at other places.
        let crop = Crop { row: 3, column: 5, rows: 4, columns: 9 };
        let frames = |text: &str| {
            let stimulus = SeededStimulus::read(text).expect("a description");
            let mut movie = SeededMovie::cropped(&stimulus, crop);
            let mut frames = movie.empty();
            movie.draw(usize::MAX, &mut frames);
            frames
        };
        let (shown, plain) = (frames(&text), frames(&without));
        for at in 0..trials * 1920 {
            let place = at / 1920 * len + 30 + at % 1920;
            for checker in 0..36 {
                let [one, other] = [shown.contrast(place, checker), plain.contrast(at, checker)];
                assert_eq!(one.to_bits(), other.to_bits(), "{text}: {at}");
            }
        }
    }
}
