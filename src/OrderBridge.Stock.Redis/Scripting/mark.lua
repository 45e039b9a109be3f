-- Changes what a warehouse stands for.
-- ARGV  epoch, kind: "start" empties it and begins to fill it, "finish" ends that, "open" makes a new one, "drop" removes one of another epoch
-- Returns { 1 } when it was done, { 0 } when the warehouse was not in the state that it needs
local filling, marker = '~' .. ARGV[1], redis.call('HGET', KEYS[1], '@')
if ARGV[2] == 'start' then
  redis.call('UNLINK', KEYS[1], KEYS[2])
  redis.call('HSET', KEYS[1], '@', filling)
elseif ARGV[2] == 'finish' then
  if marker ~= filling then return { 0 } end
  redis.call('HSET', KEYS[1], '@', ARGV[1])
elseif ARGV[2] == 'open' then
  if marker then return { marker == ARGV[1] and 1 or 0 } end
  redis.call('HSET', KEYS[1], '@', ARGV[1])
else
  if marker == filling or marker == ARGV[1] then return { 0 } end
  redis.call('UNLINK', KEYS[1], KEYS[2])
end
return { 1 }
