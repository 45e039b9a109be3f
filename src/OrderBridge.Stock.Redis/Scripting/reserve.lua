-- Takes the demand of one reservation in one warehouse, all or nothing, or what is there.
-- ARGV  epoch, reservation id, channel id, mode (0 all or nothing, 1 fill), kind (0 new, 1 replaces, 2 look only),
--       check time in Unix ms, digest of the whole demand, then per line: SKU, pieces (1 or more; each SKU once)
-- Returns { outcome } when every line is granted as asked, else { outcome, then per line: granted, asked, available or -1 when not short }
-- Outcomes are those of ReserveOutcome: 0 reserved, 1 already reserved, 2 insufficient, 3 quota exceeded, 4 reused.
local id, channel, fills, kind = ARGV[2], ARGV[3], ARGV[4] == '1', ARGV[5]
local lines = (#ARGV - 7) / 2
local fields = { '@', 'h:' .. id }
for i = 1, lines do fields[i + 2] = 'l:' .. ARGV[2 * i + 6] end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
local stranger = strange(found[1])
if stranger then return stranger end

local hold = found[2] and cmsgpack.unpack(found[2])
if hold and kind == '0' then
  if hold[1] ~= channel or hold[2] ~= ARGV[7] then return { 4 } end
  return { 1, unpack(hold[3]) }
end

local cells, grants, answer = {}, {}, {}
local isShort, isInsufficient, isAny = false, false, false
for i = 1, lines do
  local sku, asked = ARGV[2 * i + 6], tonumber(ARGV[2 * i + 7])
  local cell = read(found[i + 2])
  if hold and kind == '1' then asked = math.max(0, asked - (hold[4][sku] or 0)) end
  local sellable = math.max(0, cell[1] - cell[2] - cell[3])
  local quota = cell[5] and cell[5][channel]
  local available = quota and math.min(sellable, math.max(0, quota[1] - quota[2])) or sellable
  local granted = math.min(asked, available)
  if granted < asked then
    isShort = true
    isInsufficient = isInsufficient or asked > sellable
  end
  isAny = isAny or granted > 0
  cells[i], grants[i] = cell, granted
  answer[3 * i - 2], answer[3 * i - 1], answer[3 * i] = granted, asked, granted < asked and available or -1
end

if isShort and not (fills and isAny) then return { isInsufficient and 2 or 3, unpack(answer) } end
if kind == '2' or not isAny then return { 0, unpack(answer) } end

local isWhole = kind == '0' and not isShort
hold = hold or { channel, ARGV[7], isWhole and {} or answer, {} }
local changes = {}
for i = 1, lines do
  if grants[i] > 0 then
    local sku, cell = ARGV[2 * i + 6], cells[i]
    cell[2] = cell[2] + grants[i]
    local quota = cell[5] and cell[5][hold[1]]
    if quota then quota[2] = quota[2] + grants[i] end
    hold[4][sku] = (hold[4][sku] or 0) + grants[i]
    changes[#changes + 1] = 'l:' .. sku
    changes[#changes + 1] = write(cell)
  end
end
redis.call('HSET', KEYS[1], 'h:' .. id, cmsgpack.pack(hold), unpack(changes))
redis.call('ZADD', KEYS[2], ARGV[6], id)
if isWhole then return { 0 } end
return { 0, unpack(answer) }
