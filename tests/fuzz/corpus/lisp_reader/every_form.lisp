(nil true -1.5e3 a/b (expr:symbol nil "a/b") (expr:local n "x") (expr:number core/usize "7") "s\x01\n" b"\xff"
 [] {nil} 'q `q ,q ,@q #'q (expr:map [b 1] [a 2]) (expr:set a b) (expr:call f x) (expr:infix + a b)
 (expr:prefix - a) (expr:postfix ! a) (expr:extension core/example (expr:map)) (expr/annotated a (n true))) ; end
