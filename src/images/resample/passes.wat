;; The two passes of a resize, four or sixteen channels at a time. Pixels are red, green, blue, one byte each; weights
;; are 32-bit fixed point with 22 bits behind the point, as in coefficients.ts. Reads and writes run over the end of a
;; row by up to 15 bytes: rows are made in ascending order, and the caller leaves room behind the last.
(module
  (memory (export "memory") 1)

  ;; Each row of the source -> a row of `columns` pixels. `first` and `count` say which source pixels make a column.
  (func (export "across")
    (param $source i32) (param $stride i32) (param $rows i32) (param $target i32)
    (param $columns i32) (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (local $row i32) (local $column i32) (local $pixel i32) (local $weight i32) (local $end i32) (local $sum v128)
    (loop $rows_left
      (local.set $column (i32.const 0))
      (loop $columns_left
        (local.set $pixel (i32.add (local.get $source)
          (i32.mul (i32.load (i32.add (local.get $first) (i32.shl (local.get $column) (i32.const 2)))) (i32.const 3))))
        (local.set $weight (i32.add (local.get $weights)
          (i32.shl (i32.mul (local.get $column) (local.get $taps)) (i32.const 2))))
        (local.set $end (i32.add (local.get $weight)
          (i32.shl (i32.load (i32.add (local.get $count) (i32.shl (local.get $column) (i32.const 2)))) (i32.const 2))))
        (local.set $sum (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (loop $taps_left
          (local.set $sum (i32x4.add (local.get $sum) (i32x4.mul
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $pixel))))
            (v128.load32_splat (local.get $weight)))))
          (local.set $pixel (i32.add (local.get $pixel) (i32.const 3)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $taps_left (i32.lt_u (local.get $weight) (local.get $end))))
        (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
        (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
        (v128.store32_lane 0 (local.get $target) (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum)))
        (local.set $target (i32.add (local.get $target) (i32.const 3)))
        (local.set $column (i32.add (local.get $column) (i32.const 1)))
        (br_if $columns_left (i32.lt_u (local.get $column) (local.get $columns))))
      (local.set $source (i32.add (local.get $source) (local.get $stride)))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $rows_left (i32.lt_u (local.get $row) (local.get $rows)))))

  ;; Columns of the source -> `rows` rows of `stride` bytes. `first` and `count` say which source rows make a row.
  (func (export "down")
    (param $source i32) (param $stride i32) (param $rows i32) (param $target i32)
    (param $first i32) (param $count i32) (param $weights i32) (param $taps i32)
    (local $row i32) (local $byte i32) (local $pixels i32) (local $weight i32) (local $end i32)
    (local $start i32) (local $part v128) (local $half v128) (local $factor v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $rows_left
      (local.set $start (i32.add (local.get $source) (i32.mul (local.get $stride)
        (i32.load (i32.add (local.get $first) (i32.shl (local.get $row) (i32.const 2)))))))
      (local.set $end (i32.add (local.get $weights)
        (i32.shl (i32.load (i32.add (local.get $count) (i32.shl (local.get $row) (i32.const 2)))) (i32.const 2))))
      (local.set $byte (i32.const 0))
      (loop $bytes_left
        (local.set $pixels (i32.add (local.get $start) (local.get $byte)))
        (local.set $weight (local.get $weights))
        (local.set $a (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
        (local.set $b (local.get $a))
        (local.set $c (local.get $a))
        (local.set $d (local.get $a))
        (loop $taps_left
          (local.set $part (v128.load (local.get $pixels)))
          (local.set $factor (v128.load32_splat (local.get $weight)))
          (local.set $half (i16x8.extend_low_i8x16_u (local.get $part)))
          (local.set $a (i32x4.add (local.get $a)
            (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $factor))))
          (local.set $b (i32x4.add (local.get $b)
            (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $factor))))
          (local.set $half (i16x8.extend_high_i8x16_u (local.get $part)))
          (local.set $c (i32x4.add (local.get $c)
            (i32x4.mul (i32x4.extend_low_i16x8_u (local.get $half)) (local.get $factor))))
          (local.set $d (i32x4.add (local.get $d)
            (i32x4.mul (i32x4.extend_high_i16x8_u (local.get $half)) (local.get $factor))))
          (local.set $pixels (i32.add (local.get $pixels) (local.get $stride)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
          (br_if $taps_left (i32.lt_u (local.get $weight) (local.get $end))))
        (v128.store (i32.add (local.get $target) (local.get $byte)) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (local.get $a) (i32.const 22)) (i32x4.shr_s (local.get $b) (i32.const 22)))
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (local.get $c) (i32.const 22)) (i32x4.shr_s (local.get $d) (i32.const 22)))))
        (local.set $byte (i32.add (local.get $byte) (i32.const 16)))
        (br_if $bytes_left (i32.lt_u (local.get $byte) (local.get $stride))))
      (local.set $weights (i32.add (local.get $weights) (i32.shl (local.get $taps) (i32.const 2))))
      (local.set $target (i32.add (local.get $target) (local.get $stride)))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $rows_left (i32.lt_u (local.get $row) (local.get $rows))))))
