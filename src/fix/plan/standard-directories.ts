/** May vanish according to the file system hierarchy. @source FHS 3.0: /run, /tmp, /var/tmp, /var/cache, /var/lock */
export const ephemeral = /^\/(run|tmp|var\/(run|tmp|lock|cache)|dev\/shm)(\/|$)|\/(\.?cache|tmp|temp)(\/|$)/;
export const ephemeralRoots = new Set(['/run', '/tmp', '/var/run', '/var/tmp', '/var/lock', '/var/cache', '/dev/shm']);
/** Queues: usually empty, but must not be lost. */
export const queues = /^\/var\/(spool|mail)(\/|$)/;
export const system = new Set([
	'/',
	'/etc',
	'/usr',
	'/bin',
	'/sbin',
	'/lib',
	'/lib64',
	'/var',
	'/opt',
	'/home',
	'/srv',
	'/boot',
	'/dev',
	'/proc',
	'/sys',
]);
export const belowSystem = /^\/(usr\/(bin|sbin|lib|lib64|libexec|share)|bin|sbin|lib|lib64|boot|dev|proc|sys)(\/|$)/;
