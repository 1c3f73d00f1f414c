//! One training step of all networks.

use burn::module::Param;
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Tensor, TensorData, Int, activation};

use super::model::{Networks, upload};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Output { Softplus, Sigmoid, Parametric }

#[derive(Clone, Debug)]
pub struct Options {
    pub rows: usize, pub cols: usize, pub filter: usize,
    pub output: Output,
    pub non_negative: bool,
    pub filter_l2: f32,
    pub dense_l2: f32,
    pub activity_l1: f32,
}

#[derive(Clone, Debug)]
pub struct Params { pub filters: Vec<f32>, pub dense: Vec<f32>, pub bias: f32, pub scale: f32, pub slope: f32 }

pub struct Trainer {
    device: Device,
    options: Options,
    sizes: Vec<usize>,
    networks: Networks,
    optimizer: ModuleOptimizer,
    columns: Tensor<1, Int>,
    pub loss: Option<Tensor<3>>,
}

impl Options {
    pub fn positions(&self) -> usize { (self.rows - self.filter + 1) * (self.cols - self.filter + 1) }
    fn columns(&self) -> Vec<i32> {
        let mut c = vec![];
        for r in 0..=self.rows - self.filter { for q in 0..=self.cols - self.filter {
            for i in 0..self.filter { for j in 0..self.filter { c.push(((r + i) * self.cols + q + j) as i32); } }
        } }
        c
    }
}

impl Trainer {
    pub fn new(options: Options, params: &[Params], device: &Device) -> Self {
        let k = options.filter * options.filter;
        let p = options.positions();
        let sizes: Vec<usize> = params.iter().map(|x| x.filters.len() / k).collect();
        let widest = *sizes.iter().max().unwrap();
        let m = params.len();
        let mut filters = vec![0.0; m * k * widest];
        let mut dense = vec![0.0; m * p * widest];
        for (i, x) in params.iter().enumerate() {
            for n in 0..sizes[i] {
                for j in 0..k { filters[(i * k + j) * widest + n] = x.filters[n * k + j]; }
                for j in 0..p { dense[(i * p + j) * widest + n] = x.dense[n * p + j]; }
            }
        }
        let each = |f: fn(&Params) -> f32| Param::from_tensor(upload(params.iter().map(f).collect(), [m, 1, 1], device));
        let parametric = options.output == Output::Parametric;
        let networks = Networks {
            filters: Param::from_tensor(upload(filters, [m, k, widest], device)),
            dense: Param::from_tensor(upload(dense, [m, p * widest, 1], device)),
            bias: each(|x| x.bias),
            scale: parametric.then(|| each(|x| x.scale)),
            slope: parametric.then(|| each(|x| x.slope)),
        };
        let columns = options.columns();
        let len = columns.len();
        let columns = Tensor::from_data(TensorData::new(columns, [len]), device);
        let optimizer = AdamConfig::new().with_epsilon(1e-8).init();
        Self { device: device.clone(), options, sizes, networks, optimizer, columns, loss: None }
    }

    /// `frames` `[batch, pixels]`, `counts` `[batch]`.
    pub fn step(&mut self, frames: Vec<f32>, counts: Vec<f32>, rate: f64, lambdas: Vec<f32>, noise: Option<Vec<f32>>) {
        let o = &self.options;
        let batch = counts.len();
        let (k, p) = (o.filter * o.filter, o.positions());
        let m = lambdas.len();
        let widest = self.networks.filters.dims()[2];
        let frames = upload(frames, [1, batch, o.rows * o.cols], &self.device);
        let counts = upload(counts, [1, batch, 1], &self.device);
        let lambdas: Tensor<3> = Tensor::from_data(TensorData::new(lambdas, [m, 1, 1]), &self.device.clone().inner());
        let noise = noise.map(|n| upload(n, [m, batch * p, widest], &self.device));
        let patches = frames.select(2, self.columns.clone()).reshape([1, batch * p, k]);
        let mut activity = None;
        let drive = self.networks.drive(patches, noise, &mut activity);
        let loss = sample_loss(drive, counts, &self.networks, o.output) * (1.0 / batch as f32);
        self.loss = Some(loss.clone().inner());
        let grads = loss.backward();
        let mut grads = GradientsParams::from_grads(grads, &self.networks);
        let id = self.networks.filters.id;
        if let Some(g) = grads.remove::<3>(id) {
            let w = self.networks.filters.val().inner();
            let mut g = g + w.clone().sign() * lambdas;
            if o.filter_l2 > 0.0 { g = g + w * (2.0 * o.filter_l2); }
            grads.register(id, g);
        }
        self.networks = self.optimizer.step(rate, self.networks.clone(), grads);
        if self.options.non_negative {
            let dense = self.networks.dense.clone();
            self.networks.dense = dense.map(|t| Tensor::from_inner(t.inner().clamp(0.0, f32::MAX)).require_grad());
        }
    }

    pub async fn params(&self) -> Vec<Params> {
        let m = self.sizes.len();
        let read = async |t: &Param<Tensor<3>>| t.val().inner().into_data_async().await.expect("read").to_vec::<f32>().expect("f32");
        let filters = read(&self.networks.filters).await;
        let dense = read(&self.networks.dense).await;
        let bias = read(&self.networks.bias).await;
        let scale = match &self.networks.scale { Some(t) => read(t).await, None => vec![1.0; m] };
        let slope = match &self.networks.slope { Some(t) => read(t).await, None => vec![1.0; m] };
        let k = self.options.filter * self.options.filter;
        let p = self.options.positions();
        let widest = self.networks.filters.dims()[2];
        (0..m).map(|i| {
            let n = self.sizes[i];
            Params {
                filters: (0..n).flat_map(|a| (0..k).map(move |j| (a, j))).map(|(a, j)| filters[(i * k + j) * widest + a]).collect(),
                dense: (0..n).flat_map(|a| (0..p).map(move |j| (a, j))).map(|(a, j)| dense[(i * p + j) * widest + a]).collect(),
                bias: bias[i], scale: scale[i], slope: slope[i],
            }
        }).collect()
    }

    pub async fn losses(&mut self) -> Vec<f32> {
        let l = self.loss.take().expect("stepped");
        l.sum_dim(1).into_data_async().await.expect("read").to_vec().expect("f32")
    }
}

fn sample_loss(drive: Tensor<3>, counts: Tensor<3>, networks: &Networks, output: Output) -> Tensor<3> {
    match output {
        Output::Softplus => poisson(softplus(drive), counts),
        Output::Parametric => {
            let a = networks.scale.as_ref().expect("parametric").val();
            let b = networks.slope.as_ref().expect("parametric").val();
            poisson(softplus(drive * b) * a, counts)
        }
        // ln(1 + e^z) - n z
        Output::Sigmoid => softplus(drive.clone()) - counts * drive,
    }
}

fn softplus(z: Tensor<3>) -> Tensor<3> { activation::softplus(z, 1.0) }

fn poisson(mean: Tensor<3>, counts: Tensor<3>) -> Tensor<3> {
    mean.clone() - counts * mean.clamp_min(1e-7).log()
}
