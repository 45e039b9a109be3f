-- Adds holds to a warehouse that is being rebuilt; its levels count them already.
-- ARGV  epoch, then per hold: reservation id, channel id, check time in Unix ms, digest, number of lines, then per line: SKU, pieces
-- Returns { 0 }
local stranger = strange(redis.call('HGET', KEYS[1], '@'))
if stranger then return stranger end

local at, holds, times = 2, {}, {}
while at <= #ARGV do
  local hold, count = { ARGV[at + 1], ARGV[at + 3], {}, {} }, tonumber(ARGV[at + 4])
  holds[#holds + 1], times[#times + 1] = 'h:' .. ARGV[at], ARGV[at + 2]
  times[#times + 1] = ARGV[at]
  at = at + 5
  for _ = 1, count do
    hold[4][ARGV[at]] = tonumber(ARGV[at + 1])
    at = at + 2
  end
  holds[#holds + 1] = cmsgpack.pack(hold)
end
redis.call('HSET', KEYS[1], unpack(holds))
redis.call('ZADD', KEYS[2], unpack(times))
return { 0 }
