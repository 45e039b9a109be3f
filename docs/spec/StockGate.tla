------------------------------ MODULE StockGate ------------------------------
(* A fast gate before durable counters: one SKU in one warehouse, one piece    *)
(* per order. Reservations are made, confirmed, committed (the goods leave),   *)
(* released and expired. Servers die between two steps, sweeps come early,     *)
(* repairs write what was true a while ago, and the gate restarts with an      *)
(* older state. Nothing of that may promise a piece that is not there.         *)
(*                                                                             *)
(* Arbiter = TRUE  what is built: the transaction that journals a reservation  *)
(*                 moves the counter and refuses when it does not allow it.    *)
(* Arbiter = FALSE the weaker design: the gate alone judges, and numbers its   *)
(*                 holds so that a gate behind the journal can be noticed.     *)
EXTENDS Integers, FiniteSets, TLC

CONSTANTS Orders, Pieces, LossesMax, Arbiter

VARIABLES
    step,       \* where each order is
    gate,       \* the gate: pieces on hand, orders that hold one, the highest number given
    onHand,     \* counter: pieces that have not left
    counted,    \* orders whose reservation is in the journal and the counter
    look,       \* what a repair has read from the database; None when there is no repair
    saved,      \* an older state of the gate, with which it may come back
    losses,     \* how often it did
    number,     \* weaker design: the number that the gate gave to a hold
    journalTop  \* weaker design: the highest number in the journal

database == <<onHand, counted, journalTop>>
disturbance == <<look, saved, losses>>
vars == <<step, gate, onHand, counted, look, saved, losses, number, journalTop>>

Steps == {"new", "held", "sold", "kept", "undo", "freed", "shipped", "refused", "lost", "done"}
None == [onHand |-> -1, holds |-> {}]
Max(a, b) == IF a > b THEN a ELSE b
Truth == [onHand |-> onHand, holds |-> counted]
Agrees == gate.onHand = onHand /\ gate.holds = counted
Goes(o, to) == step' = [step EXCEPT ![o] = to]
Without(o) == [gate EXCEPT !.holds = @ \ {o}]

Init ==
    /\ step = [o \in Orders |-> "new"]
    /\ gate = [onHand |-> Pieces, holds |-> {}, top |-> 0]
    /\ onHand = Pieces /\ counted = {}
    /\ look = None /\ saved = gate /\ losses = 0
    /\ number = [o \in Orders |-> 0] /\ journalTop = 0

TypeOK ==
    /\ step \in [Orders -> Steps]
    /\ gate.onHand \in -Pieces..Pieces /\ gate.holds \subseteq Orders
    /\ onHand \in 0..Pieces /\ counted \subseteq Orders

(* RESERVE, scarcer: the gate first. The weaker design asks whether it is behind. *)
Reserve(o) ==
    /\ step[o] = "new"
    /\ Arbiter \/ gate.top >= journalTop
    /\ IF Cardinality(gate.holds) < gate.onHand
       THEN /\ gate' = [gate EXCEPT !.holds = @ \cup {o}, !.top = IF Arbiter THEN 0 ELSE @ + 1]
            /\ number' = [number EXCEPT ![o] = gate'.top]
            /\ Goes(o, "held")
       ELSE /\ Goes(o, "refused")
            /\ UNCHANGED <<gate, number>>
    /\ UNCHANGED <<database, disturbance>>

Journal(o) ==
    /\ step[o] = "held"
    /\ IF Arbiter /\ Cardinality(counted) >= onHand
       THEN Goes(o, "undo") /\ UNCHANGED <<counted, journalTop>>
       ELSE Goes(o, "sold") /\ counted' = counted \cup {o} /\ journalTop' = Max(journalTop, number[o])
    /\ UNCHANGED <<gate, onHand, number, disturbance>>

(* A reservation that is confirmed does not expire any more. *)
Confirm(o) == step[o] = "sold" /\ Goes(o, "kept") /\ UNCHANGED <<gate, number, database, disturbance>>

(* RELEASE, EXPIRE, freer: the database first, then the gate. *)
Free(o) ==
    /\ Goes(o, "freed")
    /\ counted' = counted \ {o}
    /\ UNCHANGED <<gate, onHand, journalTop, number, disturbance>>

Release(o) == step[o] \in {"sold", "kept"} /\ Free(o)
Expire(o) == step[o] = "sold" /\ Free(o)

(* COMMIT, the goods leave: the database first, then the gate. *)
Commit(o) ==
    /\ step[o] = "kept"
    /\ Goes(o, "shipped")
    /\ onHand' = onHand - 1 /\ counted' = counted \ {o}
    /\ UNCHANGED <<gate, journalTop, number, disturbance>>

(* What the gate is told afterwards. It takes a piece off although a repair    *)
(* may have done so already: then it is too strict for a while.                *)
TellGate(o) ==
    /\ \/ step[o] = "undo" /\ Goes(o, "refused") /\ gate' = Without(o)
       \/ step[o] = "freed" /\ Goes(o, "done") /\ gate' = Without(o)
       \/ step[o] = "shipped" /\ Goes(o, "done") /\ gate' = [Without(o) EXCEPT !.onHand = @ - 1]
    /\ UNCHANGED <<number, database, disturbance>>

(* A server dies: its order stays where it was in the gate and the database. *)
Die(o) ==
    /\ step[o] \in {"held", "undo", "freed", "shipped"}
    /\ Goes(o, "lost")
    /\ UNCHANGED <<gate, number, database, disturbance>>

(* LOST WRITES: the gate keeps a state on disk, and comes back with it later:  *)
(* holds are missing that were granted, and there that were given back.        *)
Save ==
    /\ losses < LossesMax /\ saved # gate
    /\ saved' = gate
    /\ UNCHANGED <<step, gate, number, database, look, losses>>

Restart ==
    /\ losses < LossesMax /\ saved # gate
    /\ gate' = saved
    /\ losses' = losses + 1
    /\ UNCHANGED <<step, number, database, look, saved>>

(* SWEEP: a hold without a reservation in the database goes, also one under way. *)
Sweep(o) ==
    /\ o \in gate.holds \ counted
    /\ gate' = Without(o)
    /\ UNCHANGED <<step, number, database, disturbance>>

(* REPAIR and rebuild: read the database, and write later what was read, or    *)
(* leave it because the gate has moved on.                                     *)
Look ==
    /\ look = None /\ (~Agrees \/ gate.top < journalTop)
    /\ look' = Truth
    /\ UNCHANGED <<step, gate, number, database, saved, losses>>

Repair ==
    /\ look # None
    /\ gate' = [onHand |-> look.onHand, holds |-> look.holds, top |-> IF Arbiter THEN 0 ELSE Max(gate.top, journalTop)]
    /\ look' = None
    /\ UNCHANGED <<step, number, database, saved, losses>>

Skip == look # None /\ look' = None /\ UNCHANGED <<step, gate, number, database, saved, losses>>

Rest ==
    /\ \A o \in Orders : step[o] \in {"refused", "lost", "done", "sold", "kept"}
    /\ Agrees /\ look = None
    /\ UNCHANGED vars

Next ==
    \/ \E o \in Orders :
        Reserve(o) \/ Journal(o) \/ Confirm(o) \/ Release(o) \/ Expire(o) \/ Commit(o) \/ TellGate(o) \/ Die(o) \/ Sweep(o)
    \/ Save \/ Restart \/ Look \/ Repair \/ Skip \/ Rest

Fairness ==
    /\ \A o \in Orders : WF_vars(Reserve(o)) /\ WF_vars(Journal(o) \/ TellGate(o)) /\ SF_vars(Sweep(o))
    /\ SF_vars(Look) /\ SF_vars(Repair)

Spec == Init /\ [][Next]_vars
FairSpec == Spec /\ Fairness

(* Orders are alike: their permutations are one state. For invariants only. *)
Alike == Permutations(Orders)

(* What must never happen: more promised than there is; and what must come. *)
NoOversell == Cardinality(counted) <= onHand
Converges == <>[]Agrees
==============================================================================
