//! The table of arrays: what each probably is, why, and a menu to say otherwise.

use leptos::{prelude::*, wasm_bindgen::JsCast as _};
use web_sys::HtmlElement;

use crate::recordings::state::ImportState;
use ganglion_components::{
    reactive::RwSignal,
    views::{CollectAny as _, when},
};
use ganglion_core::{t, tn};
use ganglion_recordings::{
    import::{ListedArray, RoleOrigin},
    roles::{Role, TimeUnit},
};

/// Most arrays that are shown at first; those whose role is known come first.
const MOST_ROWS: usize = 100;

/// All arrays.
#[component]
pub fn Arrays() -> impl IntoView {
    let state = ImportState::get();
    let is_whole = RwSignal::new(false);
    let rows = move || {
        let most = if is_whole.get() { usize::MAX } else { MOST_ROWS };
        state.listing.with(|listing| {
            let is_known = |array: &&ListedArray| array.role != Role::Unknown;
            let (known, unknown): (Vec<_>, Vec<_>) = listing.arrays.iter().partition(is_known);
            let shown = known.into_iter().chain(unknown).take(most).enumerate();
            shown.map(|(index, array)| row(state, index, array)).collect_any()
        })
    };
    let more = move || {
        let num = state.listing.with(|listing| listing.arrays.len().saturating_sub(MOST_ROWS));
        (num > 0 && !is_whole.get()).then(|| {
            let words = tn!(num, "Show {n} array more", "Show {n} arrays more");
            let show = move |_| is_whole.set(true);
            view! { <p><button type="button" class="quiet" on:click=show>{words}</button></p> }
                .into_any()
        })
    };
    let table = move || {
        view! {
            <section class="recording-part" aria-labelledby="recording-arrays">
                <h3 id="recording-arrays">{t!("What is in the files")}</h3>
                <div class="scrolling" tabindex="0" role="group" aria-labelledby="recording-arrays">
                    <table class="recording-arrays">
                        <thead>
                            <tr>
                                <th scope="col">{t!("Array")}</th>
                                <th scope="col">{t!("What it is")}</th>
                                <th scope="col">{t!("Shape and type")}</th>
                                <th scope="col">{t!("What it holds")}</th>
                            </tr>
                        </thead>
                        <tbody>{move || rows()}</tbody>
                    </table>
                </div>
                {move || more()}
            </section>
        }
        .into_any()
    };
    view! {
        {when(move || state.listing.with(|listing| !listing.arrays.is_empty()), table)}
        <Refused/>
    }
}

fn row(state: ImportState, index: usize, array: &ListedArray) -> AnyView {
    let ListedArray { path, shape_text, type_text, content, reason, origin, .. } = array.clone();
    let id = format!("role-{index}");
    let is_proposed = origin == RoleOrigin::Proposed;
    let back = (!is_proposed).then(|| {
        let (path, id) = (path.clone(), id.clone());
        let back = move |_| {
            state.choose(path.clone(), None);
            // The button goes; the menu stays.
            let menu = document().get_element_by_id(&id);
            menu.map(|menu| menu.unchecked_into::<HtmlElement>().focus());
        };
        view! { <button type="button" class="quiet" on:click=back>{t!("As proposed")}</button> }
            .into_any()
    });
    let content = content.unwrap_or_else(|| t!("too large to look through").to_owned());
    let reason = match origin {
        RoleOrigin::Proposed => reason,
        RoleOrigin::Linked => t!("The link says so.").to_owned(),
        RoleOrigin::Chosen => t!("You said so.").to_owned(),
    };
    view! {
        <tr>
            <th scope="row"><code>{path}</code></th>
            <td>
                {role_menu(state, id, array)}
                {back}
                <p class="hint">{reason}</p>
            </td>
            <td>{shape_text} <br/> {type_text}</td>
            <td>{content}</td>
        </tr>
    }
    .into_any()
}

fn role_menu(state: ImportState, id: String, array: &ListedArray) -> AnyView {
    let roles = roles_of(array);
    let option = |(index, role): (usize, &Role)| {
        let is_it = *role == array.role;
        view! { <option value=index.to_string() prop:selected=is_it>{role_words(*role, array)}</option> }
    };
    let options = roles.iter().enumerate().map(option).collect_any();
    let path = array.path.clone();
    let label = t!("What {path} is", path = path);
    let change = move |event| {
        let index = event_target_value(&event).parse::<usize>().ok();
        if let Some(role) = index.and_then(|index| roles.get(index)) {
            state.choose(path.clone(), Some(*role));
        }
    };
    view! {
        <select id=id aria-label=label on:change=change>
            {options}
        </select>
    }
    .into_any()
}

/// What an array may be, as far as its shape says; what it is said to be, whatever that is.
fn roles_of(array: &ListedArray) -> Vec<Role> {
    let axes = || (0..array.shape.len()).filter(|axis| array.shape[*axis] != 1);
    let pairs = || {
        axes().flat_map(|one| {
            axes().filter(move |other| *other != one).map(move |other| (one, other))
        })
    };
    let mut roles = vec![Role::Unknown];
    if array.shape.iter().product::<u64>() == 1 {
        roles.extend([Role::RefreshRate, Role::SampleRate, Role::CheckerSize, Role::Seed]);
        roles.extend([Role::FlashDuration, Role::PictureChecker]);
        let units = [TimeUnit::Seconds, TimeUnit::Milliseconds];
        roles.extend(units.map(|unit| Role::MonitorDelay { unit }));
    } else {
        roles.extend(axes().map(Role::frames));
        if axes().count() == 3 {
            let turned = |time_axis| Role::Frames { time_axis, is_turned: true };
            roles.extend(axes().map(turned));
        }
        roles.extend(axes().map(|time_axis| Role::Counts { time_axis }));
        roles.extend(axes().map(|time_axis| Role::FrozenFrames { time_axis }));
        roles.extend(
            pairs().map(|(trial_axis, time_axis)| Role::FrozenCounts { trial_axis, time_axis }),
        );
    }
    if axes().count() <= 3 {
        roles.extend(axes().map(|picture_axis| Role::PictureMeans { picture_axis }));
        let counts = |(picture_axis, trial_axis)| Role::PictureCounts { picture_axis, trial_axis };
        roles.extend(pairs().map(counts));
    }
    if axes().count() == 3 {
        roles.extend(axes().map(|picture_axis| Role::Pictures { picture_axis }));
    }
    if axes().count() <= 2 {
        let units = [TimeUnit::Seconds, TimeUnit::Milliseconds, TimeUnit::Samples];
        let spikes = units.into_iter().chain([TimeUnit::Frames]);
        roles.extend(spikes.map(|unit| Role::SpikeTimes { unit }));
        roles.extend([Role::SpikeCells, Role::GoodCells]);
        roles.extend(units.map(|unit| Role::FrameTimes { unit }));
        roles.push(Role::Trials);
        roles.extend(units.map(|unit| Role::TrialTimes { unit }));
        roles.extend(units.into_iter().flat_map(|unit| stimuli_of(array, unit)));
    }
    if !roles.contains(&array.role) {
        roles.push(array.role);
    }
    roles
}

/// Borders of a few stimuli, of which the frames may be any.
fn stimuli_of(array: &ListedArray, unit: TimeUnit) -> impl Iterator<Item = Role> + use<> {
    /// Most stimuli that a menu offers.
    const MOST: u64 = 12;
    let num = array.shape.iter().copied().max().filter(|num| (2..=MOST).contains(num));
    (0..num.unwrap_or(0) as usize).map(move |number| Role::Stimuli { unit, number })
}

fn role_words(role: Role, array: &ListedArray) -> String {
    let is_one_axis = array.shape.iter().filter(|size| **size != 1).count() < 2;
    match role {
        Role::Frames { .. } if is_one_axis => t!("frames").to_owned(),
        Role::Frames { time_axis, is_turned: false } => {
            t!("frames, time is axis {axis}", axis = time_axis + 1)
        }
        Role::Frames { time_axis, is_turned: true } => {
            t!("frames, time is axis {axis}, columns before rows", axis = time_axis + 1)
        }
        Role::Counts { .. } if is_one_axis => t!("spike counts").to_owned(),
        Role::Counts { time_axis } => t!("spike counts, time is axis {axis}", axis = time_axis + 1),
        Role::FrozenFrames { time_axis } => {
            t!("frozen frames, time is axis {axis}", axis = time_axis + 1)
        }
        Role::FrozenCounts { trial_axis, time_axis } => t!(
            "spike counts of frozen frames, repeats are axis {trial}, time is axis {axis}",
            trial = trial_axis + 1,
            axis = time_axis + 1
        ),
        Role::Pictures { picture_axis } => {
            t!("pictures, one after the other along axis {axis}", axis = picture_axis + 1)
        }
        Role::PictureCounts { picture_axis, trial_axis } => t!(
            "spike counts of pictures, pictures are axis {axis}, trials are axis {trial}",
            axis = picture_axis + 1,
            trial = trial_axis + 1
        ),
        Role::PictureMeans { picture_axis } => {
            t!("mean spikes to pictures, pictures are axis {axis}", axis = picture_axis + 1)
        }
        Role::FlashDuration => t!("how long a picture is on, ms").to_owned(),
        Role::PictureChecker => t!("pixels of a picture along a checker").to_owned(),
        Role::SpikeTimes { unit } => t!("spike times in {unit}", unit = unit_words(unit)),
        Role::SpikeCells => t!("the cell of each spike").to_owned(),
        Role::GoodCells => t!("cells that are good").to_owned(),
        Role::FrameTimes { unit } => t!("frame times in {unit}", unit = unit_words(unit)),
        Role::Trials => t!("trials: first frames, or first and last").to_owned(),
        Role::TrialTimes { unit } => {
            t!("trials: when they begin, or begin and end, in {unit}", unit = unit_words(unit))
        }
        Role::Stimuli { unit, number } => t!(
            "borders of stimuli in {unit}, the frames are number {number}",
            unit = unit_words(unit),
            number = number + 1
        ),
        Role::MonitorDelay { unit } => {
            t!("delay of the monitor in {unit}", unit = unit_words(unit))
        }
        Role::RefreshRate => t!("refresh rate, Hz").to_owned(),
        Role::SampleRate => t!("sampling rate, Hz").to_owned(),
        Role::CheckerSize => t!("size of a checker, \u{b5}m").to_owned(),
        Role::Seed => t!("seed of the stimulus").to_owned(),
        Role::Unknown => t!("not needed, or not known").to_owned(),
    }
}

/// A unit of time in words.
pub(super) fn unit_words(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Seconds => t!("seconds"),
        TimeUnit::Milliseconds => t!("milliseconds"),
        TimeUnit::Samples => t!("samples"),
        TimeUnit::Frames => t!("frames of the stimulus"),
    }
}

/// What can't be read, and what to do.
#[component]
fn Refused() -> impl IntoView {
    let state = ImportState::get();
    let lines = move || {
        state.listing.with(|listing| {
            let lines = listing.refused.iter();
            lines.map(|line| view! { <li>{line.clone()}</li> }).collect_any()
        })
    };
    let list = move || {
        view! {
            <section class="recording-part recording-refused" aria-labelledby="recording-refused">
                <h3 id="recording-refused">{t!("What was not read")}</h3>
                <ul>{move || lines()}</ul>
            </section>
        }
        .into_any()
    };
    when(move || state.listing.with(|listing| !listing.refused.is_empty()), list)
}
