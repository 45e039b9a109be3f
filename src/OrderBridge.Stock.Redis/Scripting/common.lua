-- Stands before every script of a warehouse.
-- KEYS[1]  PREFIX:{warehouse}:stock  hash
--            @         epoch the warehouse was filled for; "~" and an epoch while it is being filled
--            l:SKU     "onHand reserved safetyStock damaged" in pieces, then a space and packed quotas when the SKU has any:
--                      channel -> { quota, used }
--            h:ID      packed hold: { channel, digest of the demand, answer, { SKU -> pieces } }
-- KEYS[2]  PREFIX:{warehouse}:due    sorted set, reservation ids by check time in Unix ms; the same ids as the holds
-- ARGV[1]  epoch the caller knows
-- Every script returns a flat list. The first number is an outcome, zero or more, or
--   -1  nothing is there: a new warehouse, or one that was wiped
--   -2  the warehouse is of another epoch, or is being filled
-- Pieces are exact up to 2^53. Time is an argument, never TIME: a replayed command must give the same answer.
local function read(text)
  if not text then return { 0, 0, 0, 0 } end
  local onHand, reserved, safety, damaged, quotas = string.match(text, '^(%-?%d+) (%-?%d+) (%-?%d+) (%-?%d+) ?(.*)$')
  return { tonumber(onHand), tonumber(reserved), tonumber(safety), tonumber(damaged), quotas ~= '' and cmsgpack.unpack(quotas) or nil }
end
local function counters(cell)
  return string.format('%.0f %.0f %.0f %.0f', cell[1], cell[2], cell[3], cell[4])
end
local function write(cell)
  if cell[5] and next(cell[5]) then return counters(cell) .. ' ' .. cmsgpack.pack(cell[5]) end
  return counters(cell)
end
local function strange(marker)
  if marker == ARGV[1] then return nil end
  return { marker and -2 or -1 }
end
