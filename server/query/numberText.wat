;; Prints doubles as the shortest decimal that reads back as the same double, in JavaScript's notation.
;; The algorithm is Schubfach (Raffaello Giulietti, "The Schubfach way to render doubles", 2021), sections 8 and 9.
;;
;; Memory: [0, 9872) the powers g(k) for k = -292 … 324, 16 bytes each: high half, low half (written by numberText.ts);
;; [9872, 9920) the digits being made; [9920, 2^20) text. $print may write up to 40 bytes behind its end. Labels lie behind the text.
(module
  (memory (export "memory") 17)

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

  ;; floor(g · cp / 2^128) with its last bit set where anything was cut off.
  (func $roundToOdd (param $high i64) (param $low i64) (param $cp i64) (result i64)
    (local $y0 i64) (local $z i64)
    (local.set $y0 (i64.mul (local.get $high) (local.get $cp)))
    (local.set $z (i64.add (local.get $y0) (call $mulhi (local.get $low) (local.get $cp))))
    (i64.or
      (i64.add (call $mulhi (local.get $high) (local.get $cp))
               (i64.extend_i32_u (i64.lt_u (local.get $z) (local.get $y0))))
      (i64.extend_i32_u (i64.gt_u (local.get $z) (i64.const 1)))))

  ;; Writes `count` digits of $value, zeros in front, from the end $end backwards.
  (func $digits (param $value i32) (param $end i32) (param $count i32)
    (local $tenth i32)
    (loop $next
      (local.set $tenth (i32.wrap_i64 (i64.shr_u
        (i64.mul (i64.extend_i32_u (local.get $value)) (i64.const 0xcccccccd)) (i64.const 35))))
      (local.set $end (i32.sub (local.get $end) (i32.const 1)))
      (i32.store8 (local.get $end)
        (i32.add (i32.const 48) (i32.sub (local.get $value) (i32.mul (local.get $tenth) (i32.const 10)))))
      (local.set $value (local.get $tenth))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $next (local.get $count))))

  ;; Prints the finite $v at $at; where its text ends.
  (func $print (export "print") (param $v f64) (param $at i32) (result i32)
    (local $bits i64) (local $c i64) (local $fraction i64) (local $q i32) (local $k i32) (local $h i64)
    (local $closer i32) (local $odd i64) (local $g i32) (local $high i64) (local $low i64)
    (local $lower i64) (local $vb i64) (local $upper i64) (local $s i64) (local $sp i64)
    (local $in i32) (local $above i32) (local $top i64)
    (local $first i32) (local $last i32) (local $length i32) (local $point i32)
    (local.set $bits (i64.reinterpret_f64 (local.get $v)))
    (if (i64.eqz (i64.shl (local.get $bits) (i64.const 1)))
      (then (i32.store8 (local.get $at) (i32.const 48)) (return (i32.add (local.get $at) (i32.const 1)))))
    (if (i64.lt_s (local.get $bits) (i64.const 0))
      (then (i32.store8 (local.get $at) (i32.const 45)) (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $fraction (i64.and (local.get $bits) (i64.const 0xfffffffffffff)))
    (local.set $q (i32.and (i32.wrap_i64 (i64.shr_u (local.get $bits) (i64.const 52))) (i32.const 2047)))
    (local.set $closer (i32.and (i64.eqz (local.get $fraction)) (i32.gt_u (local.get $q) (i32.const 1))))
    (if (local.get $q)
      (then (local.set $c (i64.or (local.get $fraction) (i64.const 0x10000000000000)))
            (local.set $q (i32.sub (local.get $q) (i32.const 1075))))
      (else (local.set $c (local.get $fraction)) (local.set $q (i32.const -1074))))
    (block $made
      ;; An integer below 2^53 is its own digits.
      (if (i32.and (i32.le_s (local.get $q) (i32.const 0)) (i32.gt_s (local.get $q) (i32.const -53)))
        (then
          (local.set $s (i64.shr_u (local.get $c) (i64.extend_i32_u (i32.sub (i32.const 0) (local.get $q)))))
          (br_if $made (i64.eq (local.get $c)
            (i64.shl (local.get $s) (i64.extend_i32_u (i32.sub (i32.const 0) (local.get $q))))))))
      (local.set $k (i32.shr_s
        (i32.sub (i32.mul (local.get $q) (i32.const 1262611)) (i32.mul (local.get $closer) (i32.const 524031)))
        (i32.const 22)))
      (local.set $h (i64.extend_i32_s (i32.add (i32.add (local.get $q) (i32.const 1))
        (i32.shr_s (i32.mul (i32.sub (i32.const 0) (local.get $k)) (i32.const 1741647)) (i32.const 19)))))
      (local.set $g (i32.shl (i32.sub (i32.const 292) (local.get $k)) (i32.const 4)))
      (local.set $high (i64.load (local.get $g)))
      (local.set $low (i64.load offset=8 (local.get $g)))
      (local.set $odd (i64.and (local.get $c) (i64.const 1)))
      (local.set $c (i64.shl (local.get $c) (i64.const 2)))
      (local.set $lower (i64.add (local.get $odd) (call $roundToOdd (local.get $high) (local.get $low)
        (i64.shl (i64.add (i64.sub (local.get $c) (i64.const 2)) (i64.extend_i32_u (local.get $closer))) (local.get $h)))))
      (local.set $vb (call $roundToOdd (local.get $high) (local.get $low) (i64.shl (local.get $c) (local.get $h))))
      (local.set $upper (i64.sub (call $roundToOdd (local.get $high) (local.get $low)
        (i64.shl (i64.add (local.get $c) (i64.const 2)) (local.get $h))) (local.get $odd)))
      (local.set $s (i64.shr_u (local.get $vb) (i64.const 2)))
      (if (i64.ge_u (local.get $s) (i64.const 10))
        (then
          (local.set $sp (i64.shr_u (call $mulhi (local.get $s) (i64.const 0xcccccccccccccccd)) (i64.const 3)))
          (local.set $in (i64.le_u (local.get $lower) (i64.mul (local.get $sp) (i64.const 40))))
          (local.set $above (i64.le_u (i64.add (i64.mul (local.get $sp) (i64.const 40)) (i64.const 40)) (local.get $upper)))
          (if (i32.ne (local.get $in) (local.get $above))
            (then
              (local.set $s (i64.add (local.get $sp) (i64.extend_i32_u (local.get $above))))
              (local.set $k (i32.add (local.get $k) (i32.const 1)))
              (br $made)))))
      (local.set $in (i64.le_u (local.get $lower) (i64.shl (local.get $s) (i64.const 2))))
      (local.set $above (i64.le_u (i64.add (i64.shl (local.get $s) (i64.const 2)) (i64.const 4)) (local.get $upper)))
      (if (i32.eq (local.get $in) (local.get $above))
        (then
          ;; Both neighbours lie inside: the nearer one, the even one of two that are as near.
          (local.set $top (i64.add (i64.shl (local.get $s) (i64.const 2)) (i64.const 2)))
          (local.set $above (i32.or
            (i64.gt_u (local.get $vb) (local.get $top))
            (i32.and (i64.eq (local.get $vb) (local.get $top)) (i32.wrap_i64 (i64.and (local.get $s) (i64.const 1))))))))
      (local.set $s (i64.add (local.get $s) (i64.extend_i32_u (local.get $above)))))

    ;; The value is $s · 10^$k: 18 digits with zeros around, then without.
    (local.set $top (i64.shr_u (call $mulhi (local.get $s) (i64.const 0xabcc77118461cefd)) (i64.const 26)))
    (call $digits (i32.wrap_i64 (i64.sub (local.get $s) (i64.mul (local.get $top) (i64.const 100000000))))
      (i32.const 9890) (i32.const 8))
    (call $digits (i32.wrap_i64 (local.get $top)) (i32.const 9882) (i32.const 10))
    (local.set $first (i32.const 9872))
    (loop $leading
      (if (i32.eq (i32.load8_u (local.get $first)) (i32.const 48))
        (then (local.set $first (i32.add (local.get $first) (i32.const 1))) (br $leading))))
    (local.set $last (i32.const 9889))
    (loop $trailing
      (if (i32.eq (i32.load8_u (local.get $last)) (i32.const 48))
        (then (local.set $last (i32.sub (local.get $last) (i32.const 1))) (br $trailing))))
    (local.set $length (i32.sub (i32.add (local.get $last) (i32.const 1)) (local.get $first)))
    ;; The value is 0.ddd… · 10^$point.
    (local.set $point (i32.add (local.get $k) (i32.sub (i32.const 9890) (local.get $first))))

    (if (i32.or (i32.le_s (local.get $point) (i32.const -6))
                (f64.ge (f64.abs (local.get $v)) (f64.const 9007199254740992)))
      (then
        (i64.store (i32.add (local.get $at) (i32.const 1)) (i64.load (local.get $first)))
        (i64.store offset=8 (i32.add (local.get $at) (i32.const 1)) (i64.load offset=8 (local.get $first)))
        (i64.store offset=16 (i32.add (local.get $at) (i32.const 1)) (i64.load offset=16 (local.get $first)))
        (i32.store8 (local.get $at) (i32.load8_u (local.get $first)))
        (i32.store8 offset=1 (local.get $at) (i32.const 46))
        (local.set $at (i32.add (local.get $at)
          (select (i32.const 1) (i32.add (local.get $length) (i32.const 1)) (i32.eq (local.get $length) (i32.const 1)))))
        (i32.store8 (local.get $at) (i32.const 101))
        (local.set $point (i32.sub (local.get $point) (i32.const 1)))
        (i32.store8 offset=1 (local.get $at)
          (select (i32.const 45) (i32.const 43) (i32.lt_s (local.get $point) (i32.const 0))))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (if (i32.lt_s (local.get $point) (i32.const 0))
          (then (local.set $point (i32.sub (i32.const 0) (local.get $point)))))
        (local.set $length (i32.add (i32.const 1) (i32.add
          (i32.ge_s (local.get $point) (i32.const 10)) (i32.ge_s (local.get $point) (i32.const 100)))))
        (local.set $at (i32.add (local.get $at) (local.get $length)))
        (call $digits (local.get $point) (local.get $at) (local.get $length))
        (return (local.get $at))))

    (if (i32.le_s (local.get $point) (i32.const 0))
      (then
        ;; "0." and up to five zeros
        (i64.store (local.get $at) (i64.const 0x3030303030302e30))
        (local.set $at (i32.sub (i32.add (local.get $at) (i32.const 2)) (local.get $point)))
        (i64.store (local.get $at) (i64.load (local.get $first)))
        (i64.store offset=8 (local.get $at) (i64.load offset=8 (local.get $first)))
        (i64.store offset=16 (local.get $at) (i64.load offset=16 (local.get $first)))
        (return (i32.add (local.get $at) (local.get $length)))))

    ;; Digits before the point; zeros stand behind the last digit already, since 18 were made and $point is at most 16.
    (i64.store (local.get $at) (i64.load (local.get $first)))
    (i64.store offset=8 (local.get $at) (i64.load offset=8 (local.get $first)))
    (i64.store offset=16 (local.get $at) (i64.load offset=16 (local.get $first)))
    (if (i32.le_s (local.get $length) (local.get $point))
      (then (return (i32.add (local.get $at) (local.get $point)))))
    (i32.store8 (i32.add (local.get $at) (local.get $point)) (i32.const 46))
    (local.set $first (i32.add (local.get $first) (local.get $point)))
    (local.set $q (i32.add (i32.add (local.get $at) (local.get $point)) (i32.const 1)))
    (i64.store (local.get $q) (i64.load (local.get $first)))
    (i64.store offset=8 (local.get $q) (i64.load offset=8 (local.get $first)))
    (i64.store offset=16 (local.get $q) (i64.load offset=16 (local.get $first)))
    (i32.add (i32.add (local.get $at) (local.get $length)) (i32.const 1)))

  ;; Copies the label of $length bytes at $label to $at and prints the finite $v behind it; where its text ends.
  (func (export "printBehind") (param $v f64) (param $at i32) (param $label i32) (param $length i32) (result i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $copied
      (loop $eight
        (br_if $copied (i32.ge_u (local.get $at) (local.get $end)))
        (i64.store (local.get $at) (i64.load (local.get $label)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $label (i32.add (local.get $label) (i32.const 8)))
        (br $eight)))
    (call $print (local.get $v) (local.get $end))))
