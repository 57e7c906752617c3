;; The loops of an optimiser, four numbers at a time. Pointers are bytes, counts are multiples of four: arrays are padded
;; with zeros, which stay zero. The formulas are those of kernels.ts.
(module
  (memory (import "env" "memory") 1 65536)

  (func (export "adam")
    (param $weights i32) (param $gradient i32) (param $first i32) (param $second i32) (param $count i32)
    (param $step f32) (param $keep f32) (param $scale f32)
    (param $first_rate f32) (param $second_rate f32) (param $epsilon f32) (param $tiny f32)
    (local $end i32) (local $slope v128) (local $mean v128) (local $power v128)
    (if (i32.eqz (local.get $count)) (then (return)))
    (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $count) (i32.const 2))))
    (loop $left
      (local.set $slope (f32x4.mul (v128.load (local.get $gradient)) (f32x4.splat (local.get $scale))))
      (local.set $mean (v128.load (local.get $first)))
      (local.set $mean (f32x4.add (local.get $mean) (f32x4.mul
        (f32x4.sub (local.get $slope) (local.get $mean)) (f32x4.splat (local.get $first_rate)))))
      (v128.store (local.get $first) (v128.and (local.get $mean)
        (f32x4.ge (f32x4.abs (local.get $mean)) (f32x4.splat (local.get $tiny)))))
      (local.set $power (v128.load (local.get $second)))
      (local.set $power (f32x4.add (local.get $power) (f32x4.mul
        (f32x4.sub (f32x4.mul (local.get $slope) (local.get $slope)) (local.get $power))
        (f32x4.splat (local.get $second_rate)))))
      (v128.store (local.get $second) (v128.and (local.get $power)
        (f32x4.ge (local.get $power) (f32x4.splat (local.get $tiny)))))
      (v128.store (local.get $weights) (f32x4.sub
        (f32x4.mul (v128.load (local.get $weights)) (f32x4.splat (local.get $keep)))
        (f32x4.div
          (f32x4.mul (local.get $mean) (f32x4.splat (local.get $step)))
          (f32x4.add (f32x4.sqrt (local.get $power)) (f32x4.splat (local.get $epsilon))))))
      (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
      (local.set $first (i32.add (local.get $first) (i32.const 16)))
      (local.set $second (i32.add (local.get $second) (i32.const 16)))
      (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
      (br_if $left (i32.lt_u (local.get $weights) (local.get $end)))))

  ;; weights -= rate * (ahead * gradient + pull * velocity), after velocity = momentum * velocity + gradient.
  (func (export "sgd")
    (param $weights i32) (param $gradient i32) (param $velocity i32) (param $count i32)
    (param $rate f32) (param $momentum f32) (param $ahead f32) (param $pull f32) (param $scale f32)
    (param $tiny f32)
    (local $end i32) (local $slope v128) (local $speed v128)
    (if (i32.eqz (local.get $count)) (then (return)))
    (local.set $end (i32.add (local.get $weights) (i32.shl (local.get $count) (i32.const 2))))
    (loop $left
      (local.set $slope (f32x4.mul (v128.load (local.get $gradient)) (f32x4.splat (local.get $scale))))
      (local.set $speed (f32x4.add (local.get $slope)
        (f32x4.mul (v128.load (local.get $velocity)) (f32x4.splat (local.get $momentum)))))
      (v128.store (local.get $velocity) (v128.and (local.get $speed)
        (f32x4.ge (f32x4.abs (local.get $speed)) (f32x4.splat (local.get $tiny)))))
      (v128.store (local.get $weights) (f32x4.sub (v128.load (local.get $weights)) (f32x4.mul
        (f32x4.splat (local.get $rate))
        (f32x4.add
          (f32x4.mul (local.get $slope) (f32x4.splat (local.get $ahead)))
          (f32x4.mul (local.get $speed) (f32x4.splat (local.get $pull)))))))
      (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
      (local.set $velocity (i32.add (local.get $velocity) (i32.const 16)))
      (local.set $weights (i32.add (local.get $weights) (i32.const 16)))
      (br_if $left (i32.lt_u (local.get $weights) (local.get $end)))))

  ;; Sum of squares, added up in double precision.
  (func (export "squares") (param $values i32) (param $count i32) (result f64)
    (local $end i32) (local $four v128) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $values) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $left
        (br_if $done (i32.ge_u (local.get $values) (local.get $end)))
        (local.set $four (v128.load (local.get $values)))
        (local.set $low (f64x2.add (local.get $low) (f64x2.mul
          (f64x2.promote_low_f32x4 (local.get $four)) (f64x2.promote_low_f32x4 (local.get $four)))))
        (local.set $four (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15
          (local.get $four) (local.get $four)))
        (local.set $high (f64x2.add (local.get $high) (f64x2.mul
          (f64x2.promote_low_f32x4 (local.get $four)) (f64x2.promote_low_f32x4 (local.get $four)))))
        (local.set $values (i32.add (local.get $values) (i32.const 16)))
        (br $left)))
    (local.set $low (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $low)) (f64x2.extract_lane 1 (local.get $low))))

  ;; The mask of seeded-dropout.ts: `kept` where the hash of the counter is no less than `threshold`, else 0.
  (func (export "mask")
    (param $target i32) (param $count i32) (param $state i32) (param $threshold i32) (param $kept f32)
    (local $end i32) (local $counter v128) (local $mixed v128)
    (local.set $end (i32.add (local.get $target) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $counter (i32x4.add (i32x4.splat (local.get $state))
      (v128.const i32x4 0x9e3779b9 0x3c6ef372 0xdaa66d2b 0x78dde6e4)))
    (block $done
      (loop $left
        (br_if $done (i32.ge_u (local.get $target) (local.get $end)))
        (local.set $mixed (i32x4.mul
          (v128.xor (local.get $counter) (i32x4.shr_u (local.get $counter) (i32.const 16)))
          (v128.const i32x4 0x85ebca6b 0x85ebca6b 0x85ebca6b 0x85ebca6b)))
        (local.set $mixed (i32x4.mul
          (v128.xor (local.get $mixed) (i32x4.shr_u (local.get $mixed) (i32.const 13)))
          (v128.const i32x4 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35 0xc2b2ae35)))
        (local.set $mixed (v128.xor (local.get $mixed) (i32x4.shr_u (local.get $mixed) (i32.const 16))))
        (v128.store (local.get $target) (v128.and
          (i32x4.ge_u (local.get $mixed) (i32x4.splat (local.get $threshold)))
          (f32x4.splat (local.get $kept))))
        (local.set $counter (i32x4.add (local.get $counter)
          (v128.const i32x4 0x78dde6e4 0x78dde6e4 0x78dde6e4 0x78dde6e4)))
        (local.set $target (i32.add (local.get $target) (i32.const 16)))
        (br $left)))))
