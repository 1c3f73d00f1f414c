use ganglion_core::{
    config::{DenseSign, Draft, OutputUnit},
    network::{
        NetworkId, Parameters, Shape, feature_maps, generators, initial_parameters, inner_noise,
        predict,
    },
    rng::{Random, Stream},
};

fn parameters(draft: &Draft, num_filters: u32) -> Parameters {
    let config = draft.check().expect("valid");
    initial_parameters(&config, NetworkId { num_filters, restart: 0 }, 0.1)
}

/// The definition of the network, one product at a time.
///
/// # Shapes
/// - `frame`: `[channels, rows * columns]`
pub(crate) fn naive_generator(parameters: &Parameters, frame: &[f32]) -> f64 {
    let shape = parameters.shape;
    let value = |index: usize| f64::from(parameters.values[index]);
    let num_maps = shape.num_filters();
    let field = Field { grid: (shape.rows as usize, shape.columns as usize), padding: 0 };
    let pixels: Vec<f64> = frame.iter().map(|value| f64::from(*value)).collect();
    let weights: Vec<f64> = shape.filters().map(value).collect();
    let biases: Vec<f64> = shape.biases().map(value).collect();
    let mut maps = naive_layer(field, &pixels, &weights, &biases, shape.side as usize);
    let mut grid = shape.position_grid();
    for layer in 2..=shape.layers {
        let weights: Vec<f64> = shape.hidden(layer).map(value).collect();
        let biases: Vec<f64> = shape.hidden_biases(layer).map(value).collect();
        let side = match (layer, shape.padded) {
            (2, true) => 3,
            (2, false) => 2.min(grid.0).min(grid.1),
            _ => 1,
        };
        let field = Field { grid, padding: usize::from(side == 3) };
        maps = naive_layer(field, &maps, &weights, &biases, side);
        grid = field.after(side);
    }
    assert_eq!(maps.len(), num_maps * shape.num_pooled());
    let dense = shape.dense().map(value);
    value(shape.output_bias()) + maps.iter().zip(dense).map(|(map, dense)| map * dense).sum::<f64>()
}

#[derive(Clone, Copy)]
struct Field {
    grid: (usize, usize),
    padding: usize,
}

impl Field {
    fn after(self, side: usize) -> (usize, usize) {
        (self.grid.0 + 2 * self.padding + 1 - side, self.grid.1 + 2 * self.padding + 1 - side)
    }
}

/// A conv layer with its rectifier, by index arithmetic on signed numbers.
fn naive_layer(
    field: Field,
    inputs: &[f64],
    weights: &[f64],
    biases: &[f64],
    side: usize,
) -> Vec<f64> {
    let (rows, columns) = (field.grid.0 as isize, field.grid.1 as isize);
    let num_inputs = inputs.len() / (field.grid.0 * field.grid.1);
    let (out_rows, out_columns) = field.after(side);
    let mut maps = Vec::new();
    for (map, bias) in biases.iter().enumerate() {
        for top in 0..out_rows {
            for left in 0..out_columns {
                let mut sum = *bias;
                for input in 0..num_inputs {
                    for weight in 0..side * side {
                        let row = (top + weight / side) as isize - field.padding as isize;
                        let column = (left + weight % side) as isize - field.padding as isize;
                        if (0..rows).contains(&row) && (0..columns).contains(&column) {
                            let at = input as isize * rows * columns + row * columns + column;
                            let weight = (map * num_inputs + input) * side * side + weight;
                            sum += inputs[at as usize] * weights[weight];
                        }
                    }
                }
                maps.push(sum.max(0.0));
            }
        }
    }
    maps
}

/// Shapes of every depth: the model cell's, a recorded-like cell's in small, odd ones.
pub(crate) fn deep_shapes() -> Vec<Shape> {
    let model = Shape {
        rows: 8,
        columns: 8,
        channels: 1,
        side: 7,
        num_filters: 5,
        layers: 2,
        padded: false,
        parametric: false,
    };
    let recorded = Shape { side: 6, rows: 7, columns: 7, padded: true, num_filters: 6, ..model };
    vec![
        model,
        Shape { layers: 3, num_filters: 8, ..model },
        Shape { layers: 3, num_filters: 1, parametric: true, ..model },
        Shape { rows: 6, columns: 5, side: 3, layers: 3, num_filters: 3, ..model },
        Shape { columns: 7, ..model },
        recorded,
        Shape { layers: 3, num_filters: 9, ..recorded },
        Shape { layers: 1, channels: 3, ..model },
        Shape { channels: 2, side: 5, num_filters: 7, ..model },
    ]
}

/// A network of any shape with random parameters, none of them zero.
pub(crate) fn random_parameters(shape: Shape) -> Parameters {
    let mut random = Random::new(5, Stream::Initialization, shape.num_filters);
    let mut values: Vec<f32> = (0..shape.num_parameters()).map(|_| 0.3 * random.normal()).collect();
    for value in &mut values[shape.softplus()] {
        *value = 0.5 + value.abs();
    }
    Parameters { shape, values }
}

fn noise(len: usize) -> Vec<f32> {
    let mut random = Random::new(2, Stream::Feature, 0);
    (0..len).map(|_| random.normal()).collect()
}

#[test]
fn the_fast_forward_pass_is_the_definition() {
    let fields = [(8, 8, 7), (4, 4, 3), (9, 6, 2), (24, 5, 5)];
    for (rows, columns, filter_side) in fields {
        for num_filters in [1, 2, 3, 4, 5, 7, 16] {
            let draft = Draft { rows, columns, filter_side, ..Draft::default() };
            let parameters = parameters(&draft, num_filters);
            let frames = noise(45 * (rows * columns) as usize);
            let found = generators(&parameters, &frames);
            assert_eq!(found.len(), 45);
            for (frame, found) in frames.chunks((rows * columns) as usize).zip(found) {
                let expected = naive_generator(&parameters, frame);
                assert!((f64::from(found) - expected).abs() < 1e-4, "{found} is not {expected}");
            }
        }
    }
}

#[test]
fn the_fast_forward_pass_is_the_definition_at_every_depth() {
    for shape in deep_shapes().into_iter().filter(|shape| shape.channels == 1) {
        let parameters = random_parameters(shape);
        let frames = noise(45 * shape.num_checkers());
        let found = generators(&parameters, &frames);
        for (frame, found) in frames.chunks(shape.num_checkers()).zip(found) {
            let expected = naive_generator(&parameters, frame);
            assert!((f64::from(found) - expected).abs() < 1e-4, "{shape:?}: {found}, {expected}");
        }
    }
}

#[test]
fn networks_of_every_depth_begin_with_the_same_filters() {
    let at = |layers| parameters(&Draft { layers, ..Draft::default() }, 6);
    let [one, two, three] = [1, 2, 3].map(at);
    let filters = |parameters: &Parameters| parameters.values[parameters.shape.filters()].to_vec();
    assert_eq!(filters(&one), filters(&two));
    assert_eq!(filters(&one), filters(&three));
    let second = |parameters: &Parameters| parameters.values[parameters.shape.hidden(2)].to_vec();
    assert_eq!(second(&two), second(&three));
    assert!(second(&two).iter().all(|weight| *weight >= 0.0), "the recipe's cells only add up");
    let signed = Draft { layers: 2, dense: DenseSign::Signed, ..Draft::default() };
    assert!(second(&parameters(&signed, 6)).iter().any(|weight| *weight < 0.0));
}

#[test]
fn pooling_through_open_rectifiers_is_what_a_filter_adds_to_the_output() {
    for shape in deep_shapes().into_iter().filter(|shape| shape.channels == 1) {
        let mut parameters = random_parameters(shape);
        // Biases so large that no rectifier closes: then the network is linear.
        for layer in 2..=shape.layers {
            parameters.values[shape.hidden_biases(layer)].fill(10.0_f32.powi(2 * layer as i32));
        }
        parameters.values[shape.biases()].fill(1e2);
        let frame = noise(shape.num_checkers());
        let still = vec![0.0; shape.num_checkers()];
        let expected = naive_generator(&parameters, &frame) - naive_generator(&parameters, &still);
        let along = |filter| -> f64 {
            let field = parameters.in_field(filter);
            field.iter().zip(&frame).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
        };
        let found: f64 = (0..shape.num_filters()).map(along).sum();
        assert!((found - expected).abs() < 1e-3, "{shape:?}: {found} is not {expected}");
    }
}

#[test]
fn a_prediction_does_not_depend_on_its_neighbours_in_the_tile() {
    let parameters = parameters(&Draft::default(), 5);
    let frames = noise(100 * 64);
    let all = predict(&parameters, OutputUnit::Softplus, &frames);
    for (frame, expected) in frames.chunks(64).zip(&all) {
        let alone = predict(&parameters, OutputUnit::Softplus, frame);
        assert_eq!(alone[0].to_bits(), expected.to_bits());
    }
}

#[test]
fn an_untrained_network_predicts_about_the_mean_count_at_rest() {
    let grey = vec![0.0; 64];
    for output in [OutputUnit::Softplus, OutputUnit::Sigmoid, OutputUnit::Parametric] {
        let draft = Draft { output, ..Draft::default() };
        let found = predict(&parameters(&draft, 4), output, &grey)[0];
        assert!((found - 0.1).abs() < 1e-3, "{output:?}: {found}");
    }
}

#[test]
fn a_filter_in_the_field_is_its_shifted_weighted_sum() {
    let mut parameters = parameters(&Draft::default(), 2);
    let shape = parameters.shape;
    let dense = shape.dense().start + shape.num_positions();
    parameters.values[dense..dense + 4].copy_from_slice(&[0.0, 0.0, 0.0, 2.0]);
    let field = parameters.in_field(1);
    for row in 0..7 {
        for column in 0..7 {
            let expected = 2.0 * parameters.filter(1)[row * 7 + column];
            assert!((field[(row + 1) * 8 + column + 1] - expected).abs() < 1e-6);
        }
    }
    assert!(field[..8].iter().all(|value| *value == 0.0));
}

#[test]
fn feature_maps_are_rectified_means_over_positions() {
    let mut parameters = parameters(&Draft::default(), 1);
    let filters = parameters.shape.filters();
    parameters.values[filters].fill(0.0);
    let bias = parameters.shape.biases().start;
    for (value, expected) in [(0.5, 0.5), (-0.5, 0.0)] {
        parameters.values[bias] = value;
        let maps = feature_maps(&parameters, &noise(3 * 64));
        assert_eq!(maps, [vec![expected; 3]]);
    }
}

#[test]
fn restarts_and_sizes_start_from_different_numbers() {
    let config = Draft::default().check().expect("valid");
    let checksum = |num_filters, restart| {
        initial_parameters(&config, NetworkId { num_filters, restart }, 0.1).checksum()
    };
    assert_ne!(checksum(4, 0), checksum(4, 1));
    assert_eq!(checksum(4, 1), checksum(4, 1));
}

#[test]
fn the_checksum_sees_a_single_bit() {
    let first = parameters(&Draft::default(), 3);
    let mut second = first.clone();
    second.values[17] = f32::from_bits(second.values[17].to_bits() ^ 1);
    assert_ne!(first.checksum(), second.checksum());
}

#[test]
fn parameters_survive_being_sent() {
    let parameters = parameters(&Draft::default(), 3);
    let json = serde_json::to_string(&parameters).expect("plain data");
    assert_eq!(serde_json::from_str::<Parameters>(&json).expect("same form"), parameters);
}

#[test]
fn the_row_of_parameters_has_no_gaps() {
    let shape = Shape { num_filters: 3, layers: 1, parametric: true, ..deep_shapes()[0] };
    let ranges = [shape.filters(), shape.biases(), shape.dense()];
    assert_eq!(ranges.map(|range| range.len()), [147, 3, 12]);
    assert_eq!(shape.softplus(), 163..165);
    assert_eq!(shape.num_parameters(), 165);
    for shape in deep_shapes() {
        let layers = [2, 3].map(|layer| [shape.hidden(layer), shape.hidden_biases(layer)]);
        let [second, third] = layers;
        let mut end = 0;
        let ranges = [shape.filters(), shape.biases()].into_iter().chain(second).chain(third);
        for range in ranges.chain([shape.dense()]) {
            assert_eq!(range.start, end, "{shape:?}");
            end = range.end;
        }
        assert_eq!(shape.output_bias(), end);
    }
}

#[test]
fn no_two_steps_of_the_longest_training_share_their_noise() {
    let draft = Draft { inner_noise: 0.1, batch: 16, ..Draft::default() };
    let config = draft.check().expect("valid");
    let noise = |restart, step| inner_noise(&config, NetworkId { num_filters: 1, restart }, step);
    // 100 epochs of 600,000 frames in batches of 16; an index of 32 bits begins anew after 2^21 steps.
    for step in [0, 1_652_847, 3_749_999] {
        for other in [(1_u32 << 21) + step, (1 << 22) + step, 3_749_998] {
            assert_ne!(noise(0, step), noise(0, other), "{step} and {other}");
        }
        assert_ne!(noise(0, step), noise(31, step));
    }
}
