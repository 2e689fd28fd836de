;; Reads lines of one pattern: the same bytes but for their numbers. Numbers are read as JSON.parse reads them, by the algorithm of
;; Daniel Lemire, "Number Parsing at a Gigabyte per Second" (2021), section 5, from at most 19 digits. Whatever is not plainly so
;; (another pattern, another number of digits, a number beyond 2^53 or below the normal ones) ends the reading before that line.
;;
;; Memory: [0, 3216) the powers T(q) for q = -100 … 100, 16 bytes each: high half, low half (written by patternReader.ts);
;; then patterns, text and values, as patternReader.ts lays them out. Text is followed by 16 bytes of zeros.
(module
  (memory (export "memory") 64)

  ;; The number read last, and where the line after the last whole one begins.
  (global $value (mut f64) (f64.const 0))
  (global $at (export "at") (mut i32) (i32.const 0))

  ;; High half of the unsigned product.
  (func $mulhi (param $a i64) (param $b i64) (result i64)
    (local $a0 i64) (local $a1 i64) (local $b0 i64) (local $b1 i64) (local $p01 i64) (local $p10 i64)
    (local.set $a0 (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $a1 (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $b0 (i64.and (local.get $b) (i64.const 0xffffffff)))
    (local.set $b1 (i64.shr_u (local.get $b) (i64.const 32)))
    (local.set $p01 (i64.mul (local.get $a0) (local.get $b1)))
    (local.set $p10 (i64.mul (local.get $a1) (local.get $b0)))
    (i64.add
      (i64.add (i64.mul (local.get $a1) (local.get $b1))
               (i64.add (i64.shr_u (local.get $p01) (i64.const 32)) (i64.shr_u (local.get $p10) (i64.const 32))))
      (i64.shr_u
        (i64.add (i64.shr_u (i64.mul (local.get $a0) (local.get $b0)) (i64.const 32))
                 (i64.add (i64.and (local.get $p01) (i64.const 0xffffffff))
                          (i64.and (local.get $p10) (i64.const 0xffffffff))))
        (i64.const 32))))

  ;; Bits of the double next to $w · 10^$q, for $w > 0; 0 where this way cannot tell.
  (func $nearest (param $w i64) (param $q i32) (result i64)
    (local $zeros i64) (local $high i64) (local $low i64) (local $second i64) (local $t i32)
    (local $upper i64) (local $shift i64) (local $mantissa i64) (local $exponent i64)
    (if (i32.gt_u (i32.add (local.get $q) (i32.const 100)) (i32.const 200)) (then (return (i64.const 0))))
    (local.set $t (i32.shl (i32.add (local.get $q) (i32.const 100)) (i32.const 4)))
    (local.set $zeros (i64.clz (local.get $w)))
    (local.set $w (i64.shl (local.get $w) (local.get $zeros)))
    (local.set $low (i64.mul (local.get $w) (i64.load (local.get $t))))
    (local.set $high (call $mulhi (local.get $w) (i64.load (local.get $t))))
    (if (i64.eq (i64.and (local.get $high) (i64.const 0x1ff)) (i64.const 0x1ff))
      (then
        (local.set $second (call $mulhi (local.get $w) (i64.load offset=8 (local.get $t))))
        (local.set $low (i64.add (local.get $low) (local.get $second)))
        (if (i64.gt_u (local.get $second) (local.get $low))
          (then (local.set $high (i64.add (local.get $high) (i64.const 1)))))))
    (if (i32.and (i64.eq (local.get $low) (i64.const -1))
                 (i32.gt_u (i32.add (local.get $q) (i32.const 27)) (i32.const 82)))
      (then (return (i64.const 0))))
    (local.set $upper (i64.shr_u (local.get $high) (i64.const 63)))
    (local.set $shift (i64.add (local.get $upper) (i64.const 9)))
    (local.set $mantissa (i64.shr_u (local.get $high) (local.get $shift)))
    ;; floor(q · log2(10)) + 63, and the bias.
    (local.set $exponent
      (i64.sub
        (i64.add (i64.extend_i32_s (i32.shr_s (i32.mul (local.get $q) (i32.const 217706)) (i32.const 16)))
                 (i64.add (local.get $upper) (i64.const 1086)))
        (local.get $zeros)))
    ;; Half-way between two doubles, which only these powers can be: to the even one.
    (if (i32.and
          (i32.and (i64.le_u (local.get $low) (i64.const 1))
                   (i32.le_u (i32.add (local.get $q) (i32.const 4)) (i32.const 27)))
          (i32.and (i64.eq (i64.and (local.get $mantissa) (i64.const 3)) (i64.const 1))
                   (i64.eq (i64.shl (local.get $mantissa) (local.get $shift)) (local.get $high))))
      (then (local.set $mantissa (i64.and (local.get $mantissa) (i64.const -2)))))
    (local.set $mantissa
      (i64.shr_u (i64.add (local.get $mantissa) (i64.and (local.get $mantissa) (i64.const 1))) (i64.const 1)))
    (if (i64.ge_u (local.get $mantissa) (i64.const 0x20000000000000))
      (then
        (local.set $mantissa (i64.const 0x10000000000000))
        (local.set $exponent (i64.add (local.get $exponent) (i64.const 1)))))
    (if (i64.le_s (local.get $exponent) (i64.const 0)) (then (return (i64.const 0))))
    (i64.or (i64.and (local.get $mantissa) (i64.const 0xfffffffffffff)) (i64.shl (local.get $exponent) (i64.const 52))))

  ;; Reads a JSON number at $c into $value; where it ends, or 0.
  (func $number (param $c i32) (result i32)
    (local $digit i32) (local $w i64) (local $digits i32) (local $q i32) (local $start i32)
    (local $sign i64) (local $power i32) (local $minus i32) (local $bits i64)
    (if (i32.eq (i32.load8_u (local.get $c)) (i32.const 45))
      (then
        (local.set $sign (i64.const 0x8000000000000000))
        (local.set $c (i32.add (local.get $c) (i32.const 1)))))
    (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
    (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
    (if (i32.eqz (local.get $digit))
      (then
        ;; A digit behind the zero is in no part of a pattern, so it ends the line's match.
        (local.set $c (i32.add (local.get $c) (i32.const 1))))
      (else
        (loop $whole
          (local.set $w (i64.add (i64.mul (local.get $w) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
          (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
          (local.set $c (i32.add (local.get $c) (i32.const 1)))
          (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
          (br_if $whole (i32.le_u (local.get $digit) (i32.const 9))))))
    (if (i32.eq (i32.load8_u (local.get $c)) (i32.const 46))
      (then
        (local.set $c (i32.add (local.get $c) (i32.const 1)))
        (local.set $start (local.get $c))
        (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
        (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
        (loop $fraction
          (local.set $w (i64.add (i64.mul (local.get $w) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
          ;; Zeros in front are no digits of $w.
          (local.set $digits (i32.add (local.get $digits) (i64.ne (local.get $w) (i64.const 0))))
          (local.set $c (i32.add (local.get $c) (i32.const 1)))
          (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
          (br_if $fraction (i32.le_u (local.get $digit) (i32.const 9))))
        (local.set $q (i32.sub (local.get $start) (local.get $c)))))
    (if (i32.eq (i32.or (i32.load8_u (local.get $c)) (i32.const 32)) (i32.const 101))
      (then
        (local.set $c (i32.add (local.get $c) (i32.const 1)))
        (local.set $minus (i32.eq (i32.load8_u (local.get $c)) (i32.const 45)))
        (if (i32.or (local.get $minus) (i32.eq (i32.load8_u (local.get $c)) (i32.const 43)))
          (then (local.set $c (i32.add (local.get $c) (i32.const 1)))))
        (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
        (if (i32.gt_u (local.get $digit) (i32.const 9)) (then (return (i32.const 0))))
        (loop $power
          (local.set $power (i32.add (i32.mul (local.get $power) (i32.const 10)) (local.get $digit)))
          (if (i32.gt_u (local.get $power) (i32.const 999)) (then (return (i32.const 0))))
          (local.set $c (i32.add (local.get $c) (i32.const 1)))
          (local.set $digit (i32.sub (i32.load8_u (local.get $c)) (i32.const 48)))
          (br_if $power (i32.le_u (local.get $digit) (i32.const 9))))
        (local.set $q
          (i32.add (local.get $q)
            (select (i32.sub (i32.const 0) (local.get $power)) (local.get $power) (local.get $minus))))))
    (if (i32.gt_u (local.get $digits) (i32.const 19)) (then (return (i32.const 0))))
    (if (i64.ne (local.get $w) (i64.const 0))
      (then
        (local.set $bits (call $nearest (local.get $w) (local.get $q)))
        (if (i64.eqz (local.get $bits)) (then (return (i32.const 0))))
        ;; 2^53 and more: integers there are counted as inexact, from their text.
        (if (i64.ge_u (local.get $bits) (i64.const 0x4340000000000000)) (then (return (i32.const 0))))))
    (global.set $value (f64.reinterpret_i64 (i64.or (local.get $bits) (local.get $sign))))
    (local.get $c))

  ;; Reads up to $most lines of the text [$p, $end) that have the pattern at $pattern, the last one that which reaches $stop. The i-th
  ;; line's number k goes to $values + 8 · (k · $most + i). Returns how many lines there were.
  ;; A pattern: how many numbers, and the text before each and behind the last as its length and bytes, filled up to 8.
  (func (export "read")
    (param $pattern i32) (param $p i32) (param $end i32) (param $stop i32) (param $values i32) (param $most i32)
    (result i32)
    (local $line i32) (local $numbers i32) (local $t i32) (local $c i32) (local $left i32) (local $length i32)
    (local $out i32)
    (local.set $numbers (i32.load (local.get $pattern)))
    (block $done
      (loop $lines
        (br_if $done (i32.or (i32.ge_u (local.get $line) (local.get $most)) (i32.ge_u (local.get $p) (local.get $stop))))
        (local.set $t (i32.add (local.get $pattern) (i32.const 8)))
        (local.set $c (local.get $p))
        (local.set $left (local.get $numbers))
        (local.set $out (i32.add (local.get $values) (i32.shl (local.get $line) (i32.const 3))))
        (loop $parts
          (local.set $length (i32.load (local.get $t)))
          (local.set $t (i32.add (local.get $t) (i32.const 8)))
          (br_if $done (i32.gt_u (i32.add (local.get $c) (local.get $length)) (local.get $end)))
          (block $compared
            (loop $eight
              (br_if $compared (i32.lt_u (local.get $length) (i32.const 8)))
              (br_if $done (i64.ne (i64.load (local.get $c)) (i64.load (local.get $t))))
              (local.set $c (i32.add (local.get $c) (i32.const 8)))
              (local.set $t (i32.add (local.get $t) (i32.const 8)))
              (local.set $length (i32.sub (local.get $length) (i32.const 8)))
              (br $eight)))
          (if (local.get $length)
            (then
              (br_if $done
                (i64.ne
                  (i64.shl (i64.xor (i64.load (local.get $c)) (i64.load (local.get $t)))
                           (i64.extend_i32_u (i32.sub (i32.const 64) (i32.shl (local.get $length) (i32.const 3)))))
                  (i64.const 0)))
              (local.set $c (i32.add (local.get $c) (local.get $length)))
              (local.set $t (i32.add (local.get $t) (i32.const 8)))))
          (if (local.get $left)
            (then
              (local.set $c (call $number (local.get $c)))
              (br_if $done (i32.eqz (local.get $c)))
              (f64.store (local.get $out) (global.get $value))
              (local.set $out (i32.add (local.get $out) (i32.shl (local.get $most) (i32.const 3))))
              (local.set $left (i32.sub (local.get $left) (i32.const 1)))
              (br $parts))))
        (local.set $line (i32.add (local.get $line) (i32.const 1)))
        (local.set $p (local.get $c))
        (br $lines)))
    (global.set $at (local.get $p))
    (local.get $line)))
