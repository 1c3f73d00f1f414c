//! The pictures that are here, the cells that look at them, and what they answer.

use std::collections::BTreeMap;

use crate::{
    config::{Normalization, Presentation},
    experiment::natural::{self, Beside, NaturalImages, ResponseMap, Setting, Subject},
    pictures::{MAX_PICTURES, Picture, PictureRequest, PictureResponse, PictureSource, Refusal},
    stimulus::{Image, MIN_SIDE},
    t,
};

/// Longest side of a generated picture, pixels.
const MAX_SCENE_SIDE: u32 = 1_024;
/// Most pictures that are generated for one question.
const MAX_SCENES: u32 = 1_000;
/// Most trials for which spikes are drawn.
const MAX_TRIALS: u32 = 1_000;

/// Most multiplications for one map of a network with further layers, which is asked place by place:
/// some seconds.
const MAX_MULTIPLICATIONS: f64 = 3e10;

/// Why a question has no answer, for people.
type Reason = String;

/// Cells with their networks, and own pictures by their numbers.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    /// Of the cells and networks, as [`PictureRequest::SetSubjects`] gave it.
    subjects_id: u32,
    subjects: Vec<Subject>,
    pictures: BTreeMap<u32, Picture>,
}

impl Gallery {
    /// Answers a question, but for [`PictureRequest::Decode`]: what has no file to decode is refused.
    pub fn answer(&mut self, request: PictureRequest) -> Option<PictureResponse> {
        match request {
            PictureRequest::SetSubjects { subjects_id, config, from } => {
                self.subjects_id = subjects_id;
                self.subjects = natural::subjects(&config, &from).unwrap_or_default();
                None
            }
            PictureRequest::Decode { id, name } => {
                Some(PictureResponse::Refused { id, message: Refusal::Unreadable.message(&name) })
            }
            PictureRequest::Forget { ids } => {
                self.pictures.retain(|id, _| !ids.contains(id));
                None
            }
            PictureRequest::Compare { subjects_id, setting, pictures } => {
                let subjects = self.subjects(subjects_id);
                let answer =
                    subjects.and_then(|subjects| self.compare(subjects, setting, &pictures));
                Some(answer.unwrap_or_else(failed))
            }
            PictureRequest::Mistake { subjects_id, setting, pictures } => {
                let subjects = self.subjects(subjects_id);
                let answer =
                    subjects.and_then(|subjects| self.mistake(subjects, setting, &pictures));
                Some(answer.unwrap_or_else(failed))
            }
            PictureRequest::Map {
                subjects_id,
                cell,
                picture,
                checker,
                normalization,
                is_mirrored,
            } => {
                let how = (checker, normalization, is_mirrored);
                let who = self.subjects(subjects_id).and_then(|subjects| subject(subjects, cell));
                let answer = who.and_then(|who| self.map(who, picture, how));
                Some(answer.unwrap_or_else(failed))
            }
        }
    }

    /// Keeps a decoded picture, and answers [`PictureRequest::Decode`].
    pub fn insert(&mut self, id: u32, picture: Picture) -> PictureResponse {
        if !self.has_room(id) {
            return PictureResponse::Refused {
                id,
                message: Refusal::TooMany.message(&picture.name),
            };
        }
        self.pictures.insert(id, picture.clone());
        PictureResponse::Decoded { id, picture }
    }

    /// Whether a picture of this number may come, or come again.
    pub fn has_room(&self, id: u32) -> bool {
        self.pictures.len() < MAX_PICTURES || self.pictures.contains_key(&id)
    }

    fn compare(
        &self,
        subjects: &[Subject],
        setting: Setting,
        pictures: &[u32],
    ) -> Result<PictureResponse, Reason> {
        let (setting, pictures) = self.shown(&subjects[0], setting, pictures)?;
        let images = images(&setting, &pictures);
        let found = NaturalImages::new(setting.clone(), subjects, images);
        Ok(PictureResponse::Compared(Box::new(found)))
    }

    fn mistake(
        &self,
        subjects: &[Subject],
        setting: Setting,
        pictures: &[u32],
    ) -> Result<PictureResponse, Reason> {
        if subjects[0].beside() == Beside::OneFilter {
            let reason = t!(
                "What it costs to show a network pictures in a wrong way can't be told for cells of a recording: nobody knows what they answer to these pictures."
            );
            return Err(reason.to_owned());
        }
        let (setting, pictures) = self.shown(&subjects[0], setting, pictures)?;
        let of = |presentation: Presentation| {
            let setting = Setting { presentation, ..setting.clone() };
            natural::mistakes(&setting, subjects, images(&setting, &pictures))
        };
        Ok(PictureResponse::Mistaken {
            flashed: of(Presentation::Flashed),
            standing: of(Presentation::Standing),
        })
    }

    fn map(
        &self,
        subject: &Subject,
        picture: PictureSource,
        (checker, normalization, is_mirrored): (f32, Normalization, bool),
    ) -> Result<PictureResponse, Reason> {
        check_checker(checker)?;
        let mut image = match picture {
            PictureSource::Own(id) => {
                let picture = self.own(id)?;
                check_fits(&quoted(picture), picture.sides(), subject, checker)?;
                picture.image()
            }
            PictureSource::Scene { scene, seed, number, side } => {
                check_scenes(1, side, subject, checker)?;
                scene.image(seed, number, side as usize)
            }
        };
        if is_mirrored {
            for gray in &mut image.values {
                *gray = 1.0 - *gray;
            }
        }
        let picture = image.in_checkers(checker);
        check_patience(subject, &picture)?;
        Ok(PictureResponse::Mapped(ResponseMap::new(subject, &picture, normalization)))
    }

    /// The cells that a question is about, if there are any: at least one.
    fn subjects(&self, subjects_id: u32) -> Result<&[Subject], Reason> {
        if self.subjects.is_empty() {
            let reason = t!(
                "There are no trained networks to show pictures to. Run the experiment to its end first."
            );
            return Err(reason.to_owned());
        }
        if self.subjects_id != subjects_id {
            let reason = t!(
                "Other cells and networks have taken the place of those that this was asked about. Ask again."
            );
            return Err(reason.to_owned());
        }
        Ok(&self.subjects)
    }

    fn own(&self, id: u32) -> Result<&Picture, Reason> {
        self.pictures.get(&id).ok_or_else(|| {
            t!("Picture number {number} is no longer here. Choose its file again.", number = id)
        })
    }

    /// What is shown, once it is sure that it can be: own pictures, or none where they are generated.
    fn shown(
        &self,
        subject: &Subject,
        setting: Setting,
        ids: &[u32],
    ) -> Result<(Setting, Vec<&Picture>), Reason> {
        check_checker(setting.checker)?;
        if setting.num_trials > MAX_TRIALS {
            return Err(t!(
                "Spikes can be drawn for {most} trials at most. Choose fewer.",
                most = MAX_TRIALS
            ));
        }
        let pictures: Vec<_> = ids.iter().map(|id| self.own(*id)).collect::<Result<_, _>>()?;
        for picture in &pictures {
            check_fits(&quoted(picture), picture.sides(), subject, setting.checker)?;
        }
        if pictures.is_empty() {
            check_scenes(setting.num_pictures, setting.side, subject, setting.checker)?;
            return Ok((setting, pictures));
        }
        Ok((Setting { num_pictures: setting.num_views(pictures.len()), ..setting }, pictures))
    }
}

/// The cell at a position of the list.
fn subject(subjects: &[Subject], position: u32) -> Result<&Subject, Reason> {
    subjects.get(position as usize).ok_or_else(|| {
        t!(
            "There is no cell at position {position} of the list. Choose one of the list.",
            position = position
        )
    })
}

fn failed(message: Reason) -> PictureResponse {
    PictureResponse::Failed { message }
}

/// One after the other, as together they might not fit into memory.
fn images<'a>(
    setting: &'a Setting,
    pictures: &'a [&Picture],
) -> Box<dyn Iterator<Item = Image> + 'a> {
    if pictures.is_empty() {
        return Box::new(setting.pictures());
    }
    let own = |at: usize| pictures[at].image();
    let views = 0..setting.num_pictures;
    Box::new(views.map(move |number| setting.view(pictures.len(), own, number)))
}

fn quoted(picture: &Picture) -> String {
    t!("“{name}”", name = picture.name)
}

fn check_checker(checker: f32) -> Result<(), Reason> {
    if checker.is_finite() && checker >= 1.0 {
        return Ok(());
    }
    Err(t!("A checker can't have {count} pixels. Choose 1 or more.", count = checker))
}

fn check_scenes(count: u32, side: u32, subject: &Subject, checker: f32) -> Result<(), Reason> {
    if !(1..=MAX_SCENES).contains(&count) {
        return Err(t!(
            "{count} pictures can't be generated. Choose 1 to {most}.",
            count = count,
            most = MAX_SCENES
        ));
    }
    if !(MIN_SIDE..=MAX_SCENE_SIDE).contains(&side) {
        return Err(t!(
            "Pictures of {side} pixels can't be generated. Choose {least} to {most}.",
            side = side,
            least = MIN_SIDE,
            most = MAX_SCENE_SIDE
        ));
    }
    check_fits(t!("A generated picture"), (side, side), subject, checker)
}

/// Whether the field of a cell lies on a picture.
fn check_fits(
    name: &str,
    (width, height): (u32, u32),
    subject: &Subject,
    checker: f32,
) -> Result<(), Reason> {
    let (rows, columns) = subject.size();
    let needed = |count: usize| checker * count as f32;
    if needed(columns) <= width as f32 && needed(rows) <= height as f32 {
        return Ok(());
    }
    Err(t!(
        "{name} has {width} x {height} pixels here, but a field of {columns} x {rows} checkers of {checker} pixels takes {across} x {down}. Choose smaller checkers, or leave this picture out.",
        name = name,
        width = width,
        height = height,
        columns = columns,
        rows = rows,
        checker = checker,
        across = needed(columns).ceil(),
        down = needed(rows).ceil()
    ))
}

/// Whether a map of a picture, a pixel for each checker, is made within seconds.
fn check_patience(subject: &Subject, picture: &Image) -> Result<(), Reason> {
    let shape = subject.parameters().shape;
    if shape.layers <= 1 {
        return Ok(());
    }
    let further = |layer: u32| shape.num_filters() * shape.hidden_side(layer).pow(2);
    let weights = shape.filter_len() + (2..=shape.layers).map(further).sum::<usize>();
    let of_place = weights as f64 * (shape.num_filters() * shape.num_positions()) as f64;
    if of_place * (picture.width * picture.height) as f64 <= MAX_MULTIPLICATIONS {
        return Ok(());
    }
    Err(t!(
        "A network of {layers} layers would look at every place of this picture for minutes. Choose larger checkers.",
        layers = shape.layers
    ))
}
