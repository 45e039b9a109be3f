-- Sets levels and quotas of one warehouse to the truth; also fills a warehouse that is being rebuilt.
-- ARGV  epoch, then per SKU: SKU, counters that must be there still or "" for any, counters to set, number of quotas,
--       then per quota: channel id, quota, used
-- Returns { number of levels set }
local stranger = strange(redis.call('HGET', KEYS[1], '@'))
if stranger then return stranger end

local at, changes = 2, {}
while at <= #ARGV do
  local field, seen, truth, count = 'l:' .. ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  at = at + 4
  local isMoved = seen ~= '' and counters(read(redis.call('HGET', KEYS[1], field))) ~= seen
  local cell = read(truth)
  cell[5] = {}
  for _ = 1, count do
    cell[5][ARGV[at]] = { tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]) }
    at = at + 3
  end
  if not isMoved then
    changes[#changes + 1] = field
    changes[#changes + 1] = write(cell)
  end
end
if #changes > 0 then redis.call('HSET', KEYS[1], unpack(changes)) end
return { #changes / 2 }
