-- Moves the check time of a hold in one warehouse.
-- ARGV  epoch, reservation id, check time in Unix ms
-- Returns { 1 } when the id holds something, else { 0 }
local found = redis.call('HMGET', KEYS[1], '@', 'h:' .. ARGV[2])
local stranger = strange(found[1])
if stranger then return stranger end

if not found[2] then return { 0 } end
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[2])
return { 1 }
