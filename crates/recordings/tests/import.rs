//! The conversation about a recording, as the page has it with its worker.

use std::{cell::RefCell, fs, path::PathBuf, rc::Rc, sync::Arc};

use ganglion_core::{
    recording::{Crop, ImportedRecording, Recording},
    stimulus::digest,
};
use ganglion_recordings::{
    FamilyReaders,
    evidence::Judgment,
    facts::ArrayFacts,
    import::{
        Absence, HandPurpose, ImportFindings, ImportListing, ImportRequest, ImportResponse,
        ImportSession, ImportStage, KEPT_HEAD, KeptChecksum, KeptHead, ListedArray, RoleOrigin,
    },
    interpretation::interpret,
    open,
    roles::{Role, TimeUnit},
    seeded::OwnSeeds,
};

fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings/fixtures");
    let path = PathBuf::from(folder).join(name);
    fs::read(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// A session with all that it has told; each message goes through its bytes.
struct Told {
    session: ImportSession,
    responses: Rc<RefCell<Vec<ImportResponse>>>,
}

impl Told {
    fn new() -> Self {
        let responses: Rc<RefCell<Vec<ImportResponse>>> = Rc::default();
        let heard = Rc::clone(&responses);
        let tell = move |response: ImportResponse| {
            let bytes = postcard::to_allocvec(&response).expect("it has bytes");
            let mut told = postcard::from_bytes(&bytes).expect("they are a response");
            if let (
                ImportResponse::Handed { recording, .. },
                ImportResponse::Handed { recording: said, .. },
            ) = (&mut told, response)
            {
                // The recording itself goes as a file beside the message.
                assert_eq!(recording.recording, None);
                let written = said.recording.map(|one| one.write(Vec::new()).expect("a file"));
                let read = written.map(|file| Recording::read(&file[..]).expect("it is whole"));
                recording.recording = read.map(Arc::new);
            }
            heard.borrow_mut().push(told);
        };
        let mut session = ImportSession::new(Rc::new(tell), FamilyReaders::default());
        session.draw_by(Rc::new(OwnSeeds));
        Self { session, responses }
    }

    fn open(&mut self, name: &str) {
        self.open_as(name, fixture(name));
    }

    fn open_as(&mut self, name: &str, bytes: Vec<u8>) {
        let request = ImportRequest::Open { name: name.to_owned() };
        self.session.answer(request, Some(Box::new(bytes)));
    }

    fn ask(&mut self, request: ImportRequest) -> Vec<ImportResponse> {
        self.session.answer(request, None);
        self.responses.take()
    }

    fn choose(&mut self, path: &str, role: Option<Role>) {
        let told = self.ask(ImportRequest::Choose { path: path.to_owned(), role });
        assert_eq!(told, []);
    }

    /// The list, and what it means.
    fn look(&mut self) -> (ImportListing, Result<ImportFindings, Absence>) {
        self.look_by("")
    }

    /// The same with what a link says of arrays.
    fn look_by(&mut self, roles: &str) -> (ImportListing, Result<ImportFindings, Absence>) {
        let told =
            self.ask(ImportRequest::Look { roles: roles.to_owned(), stimulus: String::new() });
        let listing = told.iter().find_map(|response| {
            if let ImportResponse::Listed(listing) = response {
                Some(listing.clone())
            } else {
                None
            }
        });
        let found = match told.last() {
            Some(ImportResponse::Found(findings)) => Ok((**findings).clone()),
            Some(ImportResponse::Nothing(absence)) => Err(absence.clone()),
            other => panic!("{other:?}"),
        };
        (listing.expect("there is a list"), found)
    }
}

/// Digests of frames and counts as the command has them.
fn digests(names: &[&str]) -> [String; 2] {
    let open = |name: &&str| open(name, Box::new(fixture(name))).expect("opens");
    let files: Vec<_> = names.iter().map(open).collect();
    let places = files.iter().enumerate();
    let places = places.flat_map(|(file, of)| (0..of.arrays.len()).map(move |array| (file, array)));
    let facts: Vec<_> =
        places.map(|place| ArrayFacts::of(&files, place, u64::MAX).expect("readable")).collect();
    let found = interpret(&files, &facts, &[], 1).assembled.expect("a recording");
    let provenance = &found.recording.provenance;
    [provenance.frames_digest, provenance.counts_digest].map(|digest| format!("{digest:016x}"))
}

#[test]
fn every_format_gives_the_digests_of_the_command() {
    let all: [&[&str]; 5] = [
        &["deflated.npz"],
        &["stored.npz"],
        &["struct5.mat"],
        &["compressed5.mat"],
        &["frames_i1.npy", "counts_u2.npy"],
    ];
    for names in all {
        let mut told = Told::new();
        for name in names {
            told.open(name);
        }
        let (listing, found) = told.look();
        let found = found.unwrap_or_else(|absence| panic!("{names:?}: {absence:?}"));
        assert_eq!([found.frames_digest, found.counts_digest], digests(names), "{names:?}");
        assert_eq!((found.num_frames, found.field), (40, (5, 7)), "{names:?}");
        assert_eq!(listing.files.len(), names.len());
        assert_eq!(found.frames.len(), 6);
        assert!(found.cells.iter().all(|cell| cell.image.len() == 35 && cell.course.len() == 31));
    }
}

#[test]
fn a_role_is_changed_and_taken_back() {
    let mut told = Told::new();
    told.open("struct5.mat");
    let (before, found) = told.look();
    let path = "struct5.mat / data.frames";
    let role = |listing: &ImportListing| {
        let array = listing.arrays.iter().find(|array| array.path == path).expect("it is listed");
        (array.role, array.origin)
    };
    assert_eq!(role(&before), (Role::frames(2), RoleOrigin::Proposed));
    told.choose(path, Some(Role::Unknown));
    let (without, absence) = told.look();
    assert_eq!(role(&without), (Role::Unknown, RoleOrigin::Chosen));
    assert_eq!(absence, Err(Absence::NoFrames));
    told.choose(path, Some(Role::frames(0)));
    let unit = TimeUnit::Seconds;
    assert!(matches!(told.look().1, Err(Absence::NoClock { unit: of, .. }) if of == unit));
    told.choose(path, None);
    assert_eq!(told.look(), (before, found));
}

#[test]
fn what_is_missing_is_said_by_name() {
    let mut told = Told::new();
    assert_eq!(told.look().1, Err(Absence::NoArrays));
    told.open("frames_i1.npy");
    assert_eq!(told.look().1, Err(Absence::NoSpikes));
    told.open("frames_u1.npy");
    for path in ["frames_i1.npy", "frames_u1.npy"] {
        told.choose(path, Some(Role::frames(0)));
    }
    assert!(matches!(told.look().1, Err(Absence::SeveralFrames(_))));
    told.choose("frames_u1.npy", Some(Role::Unknown));
    told.open("times1_line.txt");
    let unit = TimeUnit::Seconds;
    told.choose("times1_line.txt", Some(Role::SpikeTimes { unit }));
    assert!(matches!(told.look().1, Err(Absence::NoClock { unit: TimeUnit::Seconds, .. })));
}

#[test]
fn what_is_refused_or_given_twice_is_said_and_the_rest_is_read() {
    let mut told = Told::new();
    told.open("refused.npz");
    told.open("deflated.npz");
    told.open_as("again.npz", fixture("deflated.npz"));
    told.open_as("deflated.npz", fixture("stored.npz"));
    told.open_as("rig.mat", b"\x89HDF\r\n\x1a\n".repeat(8));
    let mut cut = fixture("frames_i1.npy");
    cut.truncate(700);
    told.open_as("cut.npy", cut);
    let (listing, _) = told.look();
    assert_eq!(listing.twice, ["again.npz"]);
    assert!(listing.files.contains(&"deflated.npz (2)".to_owned()), "{:?}", listing.files);
    for said in ["refused.npz / label holds texts", "rig.mat is ", "cut.npy is cut off"] {
        let is_said = listing.refused.iter().any(|reason| reason.contains(said));
        assert!(is_said, "{said} in {:?}", listing.refused);
    }
}

#[test]
fn a_simulated_recording_raises_no_alarm_and_is_handed_over_whole() {
    let mut told = Told::new();
    told.ask(ImportRequest::Simulate { seed: 1 });
    let look = ImportRequest::Look { roles: String::new(), stimulus: String::new() };
    let responses = told.ask(look);
    let Some(ImportResponse::Found(found)) = responses.last() else {
        panic!("{:?}", responses.last())
    };
    let stage = |response: &ImportResponse| {
        if let ImportResponse::Progress(progress) = response { Some(progress.stage) } else { None }
    };
    let stages: Vec<_> = responses.iter().filter_map(stage).collect();
    for stage in [ImportStage::Reading, ImportStage::Assembling, ImportStage::Comparing] {
        assert!(stages.contains(&stage), "{stage:?}");
    }
    let odd: Vec<_> =
        found.evidence.iter().filter(|one| one.judgment == Judgment::Suspicious).collect();
    assert_eq!(odd, Vec::<&_>::new());
    assert_eq!((found.num_frames, found.field, found.num_trials), (20_000, (16, 16), 10));
    assert_eq!(found.frozen, [(300, 10)]);
    assert_eq!((found.refresh_hz, found.checker_um), (Some(30.0), Some(30.0)));
    assert!(found.cells.len() == 3 && found.cells.iter().all(|cell| cell.is_significant));
    let crop = found.cells[1].fit.as_ref().map(|fit| fit.crop);
    assert!(crop.is_some_and(|crop| crop.rows <= 16 && crop.columns <= 16));
    let purpose = HandPurpose::Keep;
    let handed = told.ask(ImportRequest::Hand { purpose, cell: 1, crop });
    let [ImportResponse::Handed { purpose: HandPurpose::Keep, imported, recording: packed }] =
        &handed[..]
    else {
        panic!("{handed:?}")
    };
    assert!(imported.cell == 1 && imported.is_simulated && imported.crop == crop);
    assert_eq!(imported.roles, "", "nobody said what arrays are");
    let recording = packed.recording.as_ref().expect("it is in memory");
    assert_eq!((recording.num_frames(), recording.cells.len()), (20_000, 3));
    assert_eq!(format!("{:016x}", recording.provenance.frames_digest), found.frames_digest);
    let outline = &imported.outline;
    assert_eq!((outline.num_frames, outline.num_cells, outline.field), (20_000, 3, (16, 16)));
    assert!(outline.has_repeats && outline.num_running > 10_000 && outline.num_running < 20_000);
    assert_eq!([&outline.name, &found.name, &packed.name], [&recording.name(); 3]);
    let bytes = recording.write(Vec::new()).expect("memory takes all");
    assert_eq!(bytes.len(), found.num_bytes);
    assert_eq!(Recording::read(&bytes[..]).as_ref(), Ok(&**recording));
    for end in (0..300).chain((300..bytes.len()).step_by(9_973)) {
        assert!(Recording::read(&bytes[..end]).is_err(), "cut at {end}");
    }
    check_kept(imported, &bytes);
}

#[test]
fn frozen_frames_and_trials_in_seconds_that_numpy_and_matlab_wrote_are_understood() {
    let understood = |name: &str| {
        let mut told = Told::new();
        told.open(name);
        let (listing, found) = told.look();
        let found = found.expect("a recording");
        let (frozen, counts) =
            (role_of(&listing, "frozen_stimulus"), role_of(&listing, "frozen_counts"));
        assert_eq!(role_of(&listing, "trial_times"), Role::TrialTimes { unit: TimeUnit::Seconds });
        assert!(
            found.evidence.iter().all(|one| one.judgment != Judgment::Suspicious),
            "{:#?}",
            found.evidence
        );
        assert_eq!(
            (found.num_frames, found.num_trials, found.field),
            (1_180, 10, (5, 7)),
            "{name}"
        );
        assert_eq!(found.frozen, [(60, 8)], "{name}");
        (frozen, counts, found.frames_digest, found.counts_digest)
    };
    let (frozen, counts, frames, spikes) = understood("frozen.npz");
    assert_eq!(frozen, Role::FrozenFrames { time_axis: 0 });
    assert_eq!(counts, Role::FrozenCounts { trial_axis: 0, time_axis: 1 });
    let turned = understood("frozen5.mat");
    assert_eq!(turned.0, Role::FrozenFrames { time_axis: 2 });
    assert_eq!(turned.1, Role::FrozenCounts { trial_axis: 1, time_axis: 2 });
    assert_eq!((turned.2, turned.3), (frames, spikes), "both are the same recording");
}

#[test]
fn pictures_and_answers_that_numpy_and_matlab_wrote_are_understood() {
    let understood = |name: &str| {
        let mut told = Told::new();
        told.open(name);
        let (listing, found) = told.look();
        let found = found.expect("a recording");
        let roles = ["images", "image_counts", "flash_ms"].map(|name| role_of(&listing, name));
        let hand = ImportRequest::Hand { purpose: HandPurpose::Keep, cell: 0, crop: None };
        let Some(ImportResponse::Handed { recording, imported, .. }) = told.ask(hand).pop() else {
            panic!("it is handed over");
        };
        let recording = recording.recording.expect("it is in memory");
        let bytes = recording.write(Vec::new()).expect("memory takes all");
        assert_eq!(bytes.len(), found.num_bytes, "as many as it says before");
        // As a browser keeps it.
        let head = KeptHead::write(&imported, checksum_of(&bytes));
        assert!(KeptHead::read(&head).expect("its own head").is_of(checksum_of(&bytes)));
        let kept = Recording::read(&bytes[..]).expect("it was written here");
        assert_eq!((kept.name(), kept.num_frames()), (found.name, 400));
        (roles, kept.pictures.clone().expect("it has pictures"))
    };
    let (roles, pictures) = understood("pictures.npz");
    assert_eq!(roles[0], Role::Pictures { picture_axis: 0 });
    assert_eq!(roles[1], Role::PictureCounts { picture_axis: 0, trial_axis: 1 });
    assert_eq!((roles[2], pictures.flash_ms), (Role::FlashDuration, Some(200.0)));
    assert_eq!((pictures.gray.len(), pictures.answers.len()), (12 * 35, 2));
    let (roles, turned) = understood("pictures5.mat");
    assert_eq!(roles[0], Role::Pictures { picture_axis: 2 });
    assert_eq!(roles[1], Role::PictureCounts { picture_axis: 1, trial_axis: 2 });
    assert_eq!(turned, pictures);
}

/// The role of the array of a name.
fn role_of(listing: &ImportListing, name: &str) -> Role {
    let is_it = |array: &&ListedArray| array.path.ends_with(&format!(" {name}"));
    listing.arrays.iter().find(is_it).map_or(Role::Unknown, |array| array.role)
}

#[test]
fn counts_in_trials_and_triggers_that_numpy_wrote_are_understood() {
    let understood = |name: &str| {
        let mut told = Told::new();
        told.open(name);
        let (listing, found) = told.look();
        let roles: Vec<Role> = listing.arrays.iter().map(|array| array.role).collect();
        let (purpose, cell) = (HandPurpose::Use, 0);
        let handed = told.ask(ImportRequest::Hand { purpose, cell, crop: None });
        let [ImportResponse::Handed { recording, .. }] = &handed[..] else { panic!("{handed:?}") };
        (roles, found.expect("a recording"), recording.recording.clone().expect("it is in memory"))
    };
    let frames = Role::frames(0);
    let (roles, found, in_trials) = understood("in_trials.npz");
    assert_eq!(roles, [frames, Role::Counts { time_axis: 1 }]);
    assert_eq!((found.num_frames, found.num_trials), (800, 8));
    let spikes: Vec<u64> = found.cells.iter().map(|cell| cell.num_spikes).collect();
    // What `make_fixtures.py` has drawn.
    assert_eq!(spikes, [491, 450, 482]);
    assert_eq!(in_trials.cells.iter().map(|cell| cell.counts[307]).collect::<Vec<_>>(), [1, 2, 2]);
    let (roles, _, by_triggers) = understood("triggers.npz");
    let (times, spikes) = (TimeUnit::Seconds, TimeUnit::Seconds);
    let expected = [frames, Role::FrameTimes { unit: times }, Role::SpikeTimes { unit: spikes }];
    assert_eq!(roles, expected);
    assert_eq!(by_triggers.frames, in_trials.frames);
    assert_eq!(by_triggers.cells[0].counts, in_trials.cells[0].counts);
    assert!(by_triggers.refresh_hz.is_some_and(|hz| (hz - 60.0).abs() < 1e-6));
}

/// What a browser keeps of a recording is read again, and what is damaged is noticed.
fn check_kept(imported: &ImportedRecording, bytes: &[u8]) {
    let mut file = KeptHead::write(imported, checksum_of(bytes));
    file.extend(bytes);
    let head = KeptHead::read(&file[..KEPT_HEAD]).expect("it was written here");
    assert_eq!(head.imported, *imported);
    assert_eq!(file[head.start..], *bytes);
    assert!(head.is_of(checksum_of(bytes)));
    for place in [0, 99, bytes.len() - 1] {
        let mut damaged = bytes.to_vec();
        damaged[place] ^= 1;
        assert!(!head.is_of(checksum_of(&damaged)), "byte {place}");
        assert!(!head.is_of(checksum_of(&damaged[..place])), "cut at {place}");
    }
    for end in 0..head.start {
        assert_eq!(KeptHead::read(&file[..end]), None, "cut at {end}");
    }
    // The forms of before: of no stimulus, here an empty text at the end of the head, and without a checksum, which nothing is compared with.
    let mut before = file.clone();
    before[4] = 2;
    before[8] -= 1;
    before.remove(head.start - 1);
    let undrawn = KeptHead::read(&before[..KEPT_HEAD]).expect("it is still read");
    assert!(undrawn.imported == *imported && undrawn.start + 1 == head.start);
    assert!(undrawn.is_of(checksum_of(bytes)) && !undrawn.is_of(checksum_of(b"anything")));
    before[4] = 1;
    before.drain(12..16);
    let before = KeptHead::read(&before[..KEPT_HEAD]).expect("it is still read");
    assert!(before.imported == *imported && before.start + 5 == head.start);
    assert!(before.is_of(checksum_of(b"anything")));
    file[4] += 1;
    assert_eq!(KeptHead::read(&file), None, "of another form");
}

/// As the page finds it: part by part.
fn checksum_of(bytes: &[u8]) -> KeptChecksum {
    let mut checksum = KeptChecksum::default();
    bytes.chunks(1_000).for_each(|part| checksum.add(part));
    checksum
}

#[test]
fn what_browsers_keep_has_the_form_that_its_number_says() {
    let mut told = Told::new();
    told.open("stored.npz");
    told.look().1.expect("a recording");
    let purpose = HandPurpose::Keep;
    let crop = Some(Crop::centered((5, 7)));
    let handed = told.ask(ImportRequest::Hand { purpose, cell: 1, crop });
    let [ImportResponse::Handed { imported, recording, .. }] = &handed[..] else {
        panic!("{handed:?}")
    };
    let recording = recording.recording.as_ref().expect("it is in memory");
    let bytes = recording.write(Vec::new()).expect("memory takes all");
    let mut file = KeptHead::write(imported, checksum_of(&bytes));
    file.extend(bytes);
    let digest = digest(file.iter().map(|byte| u64::from(*byte)));
    // Raise FORM with it.
    assert_eq!(digest as u32, 0x18af_4afc, "{digest:x}");
}

#[test]
fn what_a_person_says_of_arrays_is_a_key_of_links_that_names_no_file() {
    let mut told = Told::new();
    told.open("frames_i1.npy");
    told.open("frames_u1.npy");
    told.open("counts_u2.npy");
    let chosen = Role::frames(0);
    told.choose("frames_i1.npy", Some(chosen));
    told.choose("frames_u1.npy", Some(Role::Unknown));
    let (listing, found) = told.look();
    let found = found.expect("a recording");
    assert!(!listing.roles.is_empty() && listing.num_unmatched == 0, "{listing:?}");
    assert!(!listing.roles.contains("npy"), "no file is named: {}", listing.roles);
    let is_plain = |sign: char| sign.is_ascii_alphanumeric() || ".-_~".contains(sign);
    assert!(listing.roles.chars().all(is_plain), "{}", listing.roles);
    // Opened by the link, in another order and by other names, the files are the same recording.
    let mut again = Told::new();
    again.open_as("b/three.npy", fixture("counts_u2.npy"));
    again.open_as("b/two.npy", fixture("frames_u1.npy"));
    again.open_as("b/one.npy", fixture("frames_i1.npy"));
    let (by_link, same) = again.look_by(&listing.roles);
    assert_eq!(same.map(|same| same.name), Ok(found.name));
    assert_eq!((&by_link.roles, by_link.num_unmatched), (&listing.roles, 0));
    let origin = |listing: &ImportListing, path: &str| {
        let array = listing.arrays.iter().find(|array| array.path == path);
        array.expect("it is listed").origin
    };
    assert_eq!(origin(&by_link, "b/three.npy"), RoleOrigin::Proposed);
    assert!(by_link.arrays.iter().any(|array| array.origin == RoleOrigin::Linked));
    // What a person says goes before, also that it be as proposed.
    let linked: Vec<_> =
        by_link.arrays.iter().filter(|array| array.origin == RoleOrigin::Linked).collect();
    for array in &linked {
        again.choose(&array.path, None);
    }
    let (without, _) = again.look_by(&listing.roles);
    assert!(without.arrays.iter().all(|array| array.origin == RoleOrigin::Proposed));
    assert_eq!(without.roles, "");
    // A link may say anything.
    let mut odd = Told::new();
    for name in ["frames_i1.npy", "frames_u1.npy", "counts_u2.npy"] {
        odd.open(name);
    }
    let wrong = listing.roles.replace("frames~1", "frames~9");
    assert_ne!(wrong, listing.roles);
    assert!(odd.look_by(&wrong).1.is_err(), "there is no such axis");
    // What is of no array, or not understood, is told.
    let more = format!("{}_000000.frames~1_nonsense", listing.roles);
    assert_eq!(again.look_by(&more).0.num_unmatched, 2);
}

#[test]
fn a_crop_stays_in_its_field_and_within_what_networks_take() {
    let field = (30, 12);
    let crop = Crop::centered(field);
    assert_eq!(crop, Crop { row: 3, column: 0, rows: 24, columns: 12 });
    assert_eq!(crop.moved((9, 9), field), Crop { row: 6, ..crop });
    assert_eq!(crop.moved((-9, -9), field), Crop { row: 0, ..crop });
    assert_eq!(crop.grown((9, 9), field), crop);
    assert_eq!(crop.grown((-30, -2), field), Crop { rows: 1, columns: 10, ..crop });
    let small = crop.grown((-20, -9), field).moved((0, 20), field);
    assert_eq!(small, Crop { row: 3, column: 9, rows: 4, columns: 3 });
    assert_eq!(small.grown((0, 5), field), small);
}

#[test]
fn frames_that_are_shown_again_and_again_raise_no_alarm() {
    for seed in 2..=10 {
        let mut told = Told::new();
        told.ask(ImportRequest::Simulate { seed });
        let (_, found) = told.look();
        let evidence = found.expect("a recording").evidence;
        let odd = evidence.iter().find(|one| one.judgment == Judgment::Suspicious);
        assert_eq!(odd, None, "seed {seed}");
    }
}
