-- Ends a hold, or a part of it, in one warehouse: gives pieces back, or takes shipped ones out of on hand.
-- ARGV  epoch, reservation id, kind (0 release, 1 consume), then per line: SKU, pieces (1 or more; each SKU once)
-- Returns { 0, then per line: pieces that the hold had of them }; a hold never gives more than it has.
local id, isConsumed = ARGV[2], ARGV[3] == '1'
local lines = (#ARGV - 3) / 2
local fields = { '@', 'h:' .. id }
for i = 1, lines do fields[i + 2] = 'l:' .. ARGV[2 * i + 2] end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
local stranger = strange(found[1])
if stranger then return stranger end

local hold = found[2] and cmsgpack.unpack(found[2])
local held = hold and hold[4] or {}
local changes, answer = {}, { 0 }
for i = 1, lines do
  local sku, pieces = ARGV[2 * i + 2], tonumber(ARGV[2 * i + 3])
  local back = math.min(pieces, held[sku] or 0)
  answer[i + 1] = back
  if back > 0 or isConsumed then
    local cell = read(found[i + 2])
    cell[2] = cell[2] - back
    if back > 0 then
      held[sku] = held[sku] > back and held[sku] - back or nil
    end
    local quota = cell[5] and hold and cell[5][hold[1]]
    if isConsumed then
      cell[1] = cell[1] - pieces
    elseif quota then
      quota[2] = math.max(0, quota[2] - back)
    end
    changes[#changes + 1] = 'l:' .. sku
    changes[#changes + 1] = write(cell)
  end
end

if #changes == 0 then return answer end
if not hold then
  redis.call('HSET', KEYS[1], unpack(changes))
elseif next(held) then
  redis.call('HSET', KEYS[1], 'h:' .. id, cmsgpack.pack(hold), unpack(changes))
else
  redis.call('HSET', KEYS[1], unpack(changes))
  redis.call('HDEL', KEYS[1], 'h:' .. id)
  redis.call('ZREM', KEYS[2], id)
end
return answer
