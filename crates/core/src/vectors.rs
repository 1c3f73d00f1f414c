//! Vectors as wide as the machine has them, for inner loops: of training, of prediction, of sums of products, of filtering.
//!
//! A vector holds one, two or four groups of four numbers. Every lane does what it does in the narrowest vector, product and sum
//! by themselves, so the bits of a result don't depend on the width. The wide ones are chosen when the program runs, by `pulp`, which
//! keeps what is unsafe about that to itself.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is compiled for the narrowest vectors"
)]

use wide::f32x4;

/// What the machine computes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VectorWidth {
    /// Four numbers: SSE, NEON, the SIMD of wasm.
    Four,
    /// Eight numbers: AVX2.
    #[cfg(target_arch = "x86_64")]
    Eight,
    /// Sixteen numbers: AVX-512.
    #[cfg(target_arch = "x86_64")]
    Sixteen,
}

impl VectorWidth {
    /// Those that this machine has, the narrowest first.
    pub fn all() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        {
            let eight = pulp::x86::V3::try_new().map(|_| Self::Eight);
            let sixteen = pulp::x86::V4::try_new().map(|_| Self::Sixteen);
            [Some(Self::Four), eight, sixteen].into_iter().flatten().collect()
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Self::Four]
    }

    /// The widest that this machine has.
    pub fn widest() -> Self {
        Self::all().pop().unwrap_or(Self::Four)
    }

    /// Runs an inner loop with vectors of this width; with the narrowest if the machine has none of it.
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Found {
        match self {
            Self::Four => kernel.run(Narrow),
            #[cfg(target_arch = "x86_64")]
            Self::Eight => match pulp::x86::V3::try_new() {
                Some(simd) => pulp::Simd::vectorize(simd, Vectorized(simd, kernel)),
                None => kernel.run(Narrow),
            },
            #[cfg(target_arch = "x86_64")]
            Self::Sixteen => match pulp::x86::V4::try_new() {
                Some(simd) => pulp::Simd::vectorize(simd, Vectorized(simd, kernel)),
                None => kernel.run(Narrow),
            },
        }
    }
}

/// An inner loop.
pub(crate) trait Kernel {
    /// What it finds.
    type Found;

    /// Runs it. It has to be inlined, and all that it calls, or it is compiled for the narrowest vectors.
    fn run<V: Vectors>(self, vectors: V) -> Self::Found;
}

/// Vectors of one width.
pub(crate) trait Vectors: Copy {
    /// Four numbers for each group.
    type Vector: Copy;
    /// The same, as they lie in memory.
    type Groups: Copy + AsRef<[f32x4]>;
    /// Groups of four numbers in a vector.
    const GROUPS: usize;

    /// Groups of a row that is a multiple of vectors long.
    fn vectors_of(row: &[f32x4]) -> &[Self::Groups];

    /// The same, to be written.
    fn vectors_of_mut(row: &mut [f32x4]) -> &mut [Self::Groups];

    /// The same number everywhere.
    fn splat(self, number: f32) -> Self::Vector;

    /// The same four numbers in each group.
    fn repeat(self, group: f32x4) -> Self::Vector;

    /// From memory.
    fn load(self, groups: &Self::Groups) -> Self::Vector;

    /// To memory.
    fn store(self, vector: Self::Vector) -> Self::Groups;

    /// `a + b`.
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// `a - b`.
    fn subtract(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// The number of each lane, negated where its bit is 0; bit `first` is that of the first lane.
    fn signed(self, number: Self::Vector, bits: u64, first: usize) -> Self::Vector;

    /// `sum + a * b`, rounded twice: a fused one would have other bits.
    fn add_product(self, sum: Self::Vector, a: Self::Vector, b: Self::Vector) -> Self::Vector;
}

/// What vectors of so many groups look like in memory.
macro_rules! in_memory {
    ($num:expr) => {
        type Groups = [f32x4; $num];

        const GROUPS: usize = $num;

        #[inline(always)]
        fn vectors_of(row: &[f32x4]) -> &[Self::Groups] {
            row.as_chunks().0
        }

        #[inline(always)]
        fn vectors_of_mut(row: &mut [f32x4]) -> &mut [Self::Groups] {
            row.as_chunks_mut().0
        }
    };
}

/// Vectors of one group.
#[derive(Clone, Copy, Debug)]
struct Narrow;

impl Vectors for Narrow {
    type Vector = f32x4;
    in_memory!(1);

    #[inline(always)]
    fn splat(self, number: f32) -> f32x4 {
        f32x4::splat(number)
    }

    #[inline(always)]
    fn repeat(self, group: f32x4) -> f32x4 {
        group
    }

    #[inline(always)]
    fn load(self, [group]: &Self::Groups) -> f32x4 {
        *group
    }

    #[inline(always)]
    fn store(self, vector: f32x4) -> Self::Groups {
        [vector]
    }

    #[inline(always)]
    fn add(self, a: f32x4, b: f32x4) -> f32x4 {
        a + b
    }

    #[inline(always)]
    fn subtract(self, a: f32x4, b: f32x4) -> f32x4 {
        a - b
    }

    #[inline(always)]
    fn signed(self, number: f32x4, bits: u64, first: usize) -> f32x4 {
        let mut numbers = number.to_array();
        for (lane, number) in numbers.iter_mut().enumerate() {
            if bits >> (first + lane) & 1 == 0 {
                *number = -*number;
            }
        }
        f32x4::from(numbers)
    }

    #[inline(always)]
    fn add_product(self, sum: f32x4, a: f32x4, b: f32x4) -> f32x4 {
        sum + a * b
    }
}

#[cfg(target_arch = "x86_64")]
struct Vectorized<S, K>(S, K);

#[cfg(target_arch = "x86_64")]
impl<S: Vectors, K: Kernel> pulp::NullaryFnOnce for Vectorized<S, K> {
    type Output = K::Found;

    #[inline(always)]
    fn call(self) -> K::Found {
        self.1.run(self.0)
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use core::arch::x86_64::{__m128, __m256, __m512};

    use pulp::{
        bytemuck::cast,
        x86::{V3, V4},
    };
    use wide::f32x4;

    use super::Vectors;

    const EIGHT: usize = size_of::<__m256>() / size_of::<f32x4>();
    const SIXTEEN: usize = size_of::<__m512>() / size_of::<f32x4>();
    /// Bits of half a word.
    const HALF: usize = 32;

    /// How far the bit of each lane is from where signs are.
    #[inline(always)]
    fn places<const LANES: usize>(first: usize) -> [i32; LANES] {
        core::array::from_fn(|lane| (HALF - 1 - first % HALF - lane) as i32)
    }

    impl Vectors for V3 {
        type Vector = __m256;
        in_memory!(EIGHT);

        #[inline(always)]
        fn splat(self, number: f32) -> __m256 {
            self.avx._mm256_set1_ps(number)
        }

        #[inline(always)]
        fn repeat(self, group: f32x4) -> __m256 {
            self.avx._mm256_broadcast_ps(&cast::<f32x4, __m128>(group))
        }

        #[inline(always)]
        fn load(self, groups: &Self::Groups) -> __m256 {
            cast(*groups)
        }

        #[inline(always)]
        fn store(self, vector: __m256) -> Self::Groups {
            cast(vector)
        }

        #[inline(always)]
        fn add(self, a: __m256, b: __m256) -> __m256 {
            self.avx._mm256_add_ps(a, b)
        }

        #[inline(always)]
        fn subtract(self, a: __m256, b: __m256) -> __m256 {
            self.avx._mm256_sub_ps(a, b)
        }

        #[inline(always)]
        fn signed(self, number: __m256, bits: u64, first: usize) -> __m256 {
            let word = self.avx._mm256_set1_epi32((bits >> (first & HALF)) as i32);
            let bits = self.avx2._mm256_sllv_epi32(word, cast(places::<8>(first)));
            let sign = self.avx._mm256_set1_epi32(i32::MIN);
            let flipped = self.avx2._mm256_andnot_si256(bits, sign);
            cast(self.avx2._mm256_xor_si256(flipped, cast(number)))
        }

        #[inline(always)]
        fn add_product(self, sum: __m256, a: __m256, b: __m256) -> __m256 {
            self.avx._mm256_add_ps(sum, self.avx._mm256_mul_ps(a, b))
        }
    }

    impl Vectors for V4 {
        type Vector = __m512;
        in_memory!(SIXTEEN);

        #[inline(always)]
        fn splat(self, number: f32) -> __m512 {
            self.avx512f._mm512_set1_ps(number)
        }

        #[inline(always)]
        fn repeat(self, group: f32x4) -> __m512 {
            self.avx512f._mm512_broadcast_f32x4(cast(group))
        }

        #[inline(always)]
        fn load(self, groups: &Self::Groups) -> __m512 {
            cast(*groups)
        }

        #[inline(always)]
        fn store(self, vector: __m512) -> Self::Groups {
            cast(vector)
        }

        #[inline(always)]
        fn add(self, a: __m512, b: __m512) -> __m512 {
            self.avx512f._mm512_add_ps(a, b)
        }

        #[inline(always)]
        fn subtract(self, a: __m512, b: __m512) -> __m512 {
            self.avx512f._mm512_sub_ps(a, b)
        }

        #[inline(always)]
        fn signed(self, number: __m512, bits: u64, first: usize) -> __m512 {
            let word = self.avx512f._mm512_set1_epi32((bits >> (first & HALF)) as i32);
            let bits = self.avx512f._mm512_sllv_epi32(word, cast(places::<16>(first)));
            let sign = self.avx512f._mm512_set1_epi32(i32::MIN);
            let flipped = self.avx512f._mm512_andnot_si512(bits, sign);
            cast(self.avx512f._mm512_xor_si512(flipped, cast(number)))
        }

        #[inline(always)]
        fn add_product(self, sum: __m512, a: __m512, b: __m512) -> __m512 {
            self.avx512f._mm512_add_ps(sum, self.avx512f._mm512_mul_ps(a, b))
        }
    }
}
