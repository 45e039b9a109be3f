------------------------------ MODULE StockGate ------------------------------
(* A fast gate before durable counters: one SKU in one warehouse, one piece    *)
(* per order. The gate may lose holds, a server may die between hold and       *)
(* journal, sweeps may come early, repairs may work from an old look at the    *)
(* database. Nothing of that may sell a piece twice.                           *)
(*                                                                             *)
(* Arbiter = TRUE  what is built: the transaction that journals a reservation  *)
(*                 moves the counter and refuses when it does not allow it.    *)
(* Arbiter = FALSE the weaker design: the gate alone judges, and numbers its   *)
(*                 holds so that a gate behind the journal can be noticed.     *)
EXTENDS Naturals, FiniteSets

CONSTANTS Orders, OnHand, LossesMax, Arbiter

VARIABLES
    step,       \* where each order's caller is
    gate,       \* orders that hold a piece in the gate
    counted,    \* orders whose reservation is in the journal and the counter
    look,       \* what a repair read from the database; "none" when there is no repair
    losses,     \* how often the gate lost something
    number,     \* weaker design: the number that the gate gave to a hold
    gateTop,    \* weaker design: the highest number the gate knows
    journalTop  \* weaker design: the highest number in the journal

vars == <<step, gate, counted, look, losses, number, gateTop, journalTop>>

None == {"none"}
Steps == {"new", "held", "sold", "undo", "freed", "refused", "lost", "done"}
Max(a, b) == IF a > b THEN a ELSE b
Highest(S) == IF S = {} THEN 0 ELSE CHOOSE n \in {number[o] : o \in S} : \A o \in S : number[o] <= n

Init ==
    /\ step = [o \in Orders |-> "new"]
    /\ gate = {} /\ counted = {} /\ look = None /\ losses = 0
    /\ number = [o \in Orders |-> 0] /\ gateTop = 0 /\ journalTop = 0

TypeOK ==
    /\ step \in [Orders -> Steps]
    /\ gate \subseteq Orders /\ counted \subseteq Orders
    /\ look = None \/ look \subseteq Orders

(* Scarcer: the gate first. The weaker design asks whether the gate is behind. *)
Reserve(o) ==
    /\ step[o] = "new"
    /\ Arbiter \/ gateTop >= journalTop
    /\ IF Cardinality(gate) < OnHand
       THEN /\ gate' = gate \cup {o}
            /\ step' = [step EXCEPT ![o] = "held"]
            /\ gateTop' = IF Arbiter THEN 0 ELSE gateTop + 1
            /\ number' = [number EXCEPT ![o] = gateTop']
       ELSE /\ step' = [step EXCEPT ![o] = "refused"]
            /\ UNCHANGED <<gate, gateTop, number>>
    /\ UNCHANGED <<counted, look, losses, journalTop>>

Journal(o) ==
    /\ step[o] = "held"
    /\ IF Arbiter /\ Cardinality(counted) >= OnHand
       THEN /\ step' = [step EXCEPT ![o] = "undo"]
            /\ UNCHANGED <<counted, journalTop>>
       ELSE /\ step' = [step EXCEPT ![o] = "sold"]
            /\ counted' = counted \cup {o}
            /\ journalTop' = Max(journalTop, number[o])
    /\ UNCHANGED <<gate, look, losses, number, gateTop>>

Undo(o) ==
    /\ step[o] = "undo"
    /\ gate' = gate \ {o}
    /\ step' = [step EXCEPT ![o] = "refused"]
    /\ UNCHANGED <<counted, look, losses, number, gateTop, journalTop>>

(* Freer: the database first, then the gate. *)
Free(o) ==
    /\ step[o] = "sold"
    /\ counted' = counted \ {o}
    /\ step' = [step EXCEPT ![o] = "freed"]
    /\ UNCHANGED <<gate, look, losses, number, gateTop, journalTop>>

FreeGate(o) ==
    /\ step[o] = "freed"
    /\ gate' = gate \ {o}
    /\ step' = [step EXCEPT ![o] = "done"]
    /\ UNCHANGED <<counted, look, losses, number, gateTop, journalTop>>

(* A server dies: its order stays where it was in the gate and the database.   *)
Die(o) ==
    /\ step[o] \in {"held", "undo", "freed"}
    /\ step' = [step EXCEPT ![o] = "lost"]
    /\ UNCHANGED <<gate, counted, look, losses, number, gateTop, journalTop>>

(* The gate crashes and comes back without some of its holds. *)
Lose ==
    /\ losses < LossesMax
    /\ \E kept \in SUBSET gate :
        /\ kept # gate
        /\ gate' = kept
        /\ gateTop' = Highest(kept)
    /\ losses' = losses + 1
    /\ UNCHANGED <<step, counted, look, number, journalTop>>

(* A hold without a reservation in the database goes, also one under way. *)
Sweep(o) ==
    /\ o \in gate \ counted
    /\ gate' = gate \ {o}
    /\ UNCHANGED <<step, counted, look, losses, number, gateTop, journalTop>>

(* A repair reads the database, and writes what it read into the gate later. *)
Look ==
    /\ look = None
    /\ gate # counted
    /\ look' = counted
    /\ UNCHANGED <<step, gate, counted, losses, number, gateTop, journalTop>>

Repair ==
    /\ look # None
    /\ gate' = gate \cup look
    /\ gateTop' = Max(gateTop, journalTop)
    /\ look' = None
    /\ UNCHANGED <<step, counted, losses, number, journalTop>>

Rest ==
    /\ \A o \in Orders : step[o] \in {"refused", "lost", "done", "sold"}
    /\ gate = counted /\ look = None
    /\ UNCHANGED vars

Next ==
    \/ \E o \in Orders : Reserve(o) \/ Journal(o) \/ Undo(o) \/ Free(o) \/ FreeGate(o) \/ Die(o) \/ Sweep(o)
    \/ Lose \/ Look \/ Repair \/ Rest

Fairness ==
    /\ \A o \in Orders : WF_vars(Reserve(o)) /\ WF_vars(Journal(o) \/ Undo(o) \/ FreeGate(o)) /\ SF_vars(Sweep(o))
    /\ SF_vars(Look) /\ WF_vars(Repair)

Spec == Init /\ [][Next]_vars /\ Fairness

(* What must never happen, and what must come in the end. *)
NoOversell == Cardinality(counted) <= OnHand
Converges == <>[](gate = counted)
==============================================================================
