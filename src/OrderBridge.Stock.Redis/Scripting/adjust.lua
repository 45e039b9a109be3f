-- Applies differences of adjustments in one warehouse; no guard.
-- ARGV  epoch, then per SKU (each once): SKU, on hand, safety stock, damaged (signed pieces)
-- Returns { 0 }
local count = (#ARGV - 1) / 4
local fields = { '@' }
for i = 1, count do fields[i + 1] = 'l:' .. ARGV[4 * i - 2] end
local found = redis.call('HMGET', KEYS[1], unpack(fields))
local stranger = strange(found[1])
if stranger then return stranger end

local changes = {}
for i = 1, count do
  local cell = read(found[i + 1])
  cell[1] = cell[1] + tonumber(ARGV[4 * i - 1])
  cell[3] = cell[3] + tonumber(ARGV[4 * i])
  cell[4] = cell[4] + tonumber(ARGV[4 * i + 1])
  changes[2 * i - 1], changes[2 * i] = fields[i + 1], write(cell)
end
redis.call('HSET', KEYS[1], unpack(changes))
return { 0 }
