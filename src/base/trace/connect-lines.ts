/** Names of dockscope's probes on connections to unix sockets: the request, and its result if that was success. */
export const connectsEvent = 'dockscope_connects';
export const connectedEvent = 'dockscope_connected';

/** A connection that a task has made. */
export type ConnectEvent = {
	readonly kind: 'connect';
	readonly pid: number;
	/** Short name of the task. Untrusted. */
	readonly command: string;
	/** Path of the unix socket, as the task named it; `null` where only the length of the address is seen, of any kind of socket. Untrusted. */
	readonly path: string | null;
	/** Bytes of the address, its family included. */
	readonly length: number;
};

/** Bytes before the path. @source unix(7), `offsetof(struct sockaddr_un, sun_path)` */
export const familyBytes = 2;

/** Tasks with a connection of which the result is awaited. */
const MAX_TASKS = 4096;

/**
 * Connections from the lines of a trace: two of the same task, the second of which is there when the connection was made.
 *
 * `name-123 [000] ..... 1.5: dockscope_connects: (unix_stream_connect+0x4/0x6c0) length=18 name={0x6f642f6e75722f,…}`, `…: dockscope_connected: … ret=0`;
 * `…: sys_connect(fd: 0x4, uservaddr: 0x7f00, addrlen: 0x12)`, `…: sys_connect -> 0x0`
 *
 * @source kernel/trace/trace_kprobe.c, kernel/trace/trace_syscalls.c: numbers below ten are decimal
 */
export function connectLines() {
	const asked = new Map<number, ConnectEvent>();
	const ask = (event: ConnectEvent): null => {
		// One that is killed in its call has no result.
		if (asked.size < MAX_TASKS) asked.set(event.pid, event);
		return null;
	};
	return {
		/** A connection that was made; `null` for any other line. */
		take(line: string): ConnectEvent | null {
			// Most lines are of other events.
			if (!line.includes(': dockscope_conne') && !line.includes(': sys_connect')) return null;
			const [, command = '', id = '', event = '', fields = ''] = pattern.exec(line) ?? [];
			const pid = Number(id);
			const before = asked.get(pid) ?? null;
			if (event !== '') asked.delete(pid);
			if (event === connectedEvent || (event === 'sys_connect' && fields === ' -> 0x0')) return before;
			const [, length, words] = /^: \(.*\) length=(\d+) name=\{([0-9a-fx,]*)\}$/.exec(fields) ?? [];
			if (event === connectsEvent && length !== undefined) {
				const path = pathIn(words ?? '', Number(length) - familyBytes);
				return path === '' ? null : ask({kind: 'connect', pid, command, path, length: Number(length)});
			}
			const [, called] = /^\(.*, addrlen: (0x[\da-f]{1,8}|\d)\)$/.exec(fields) ?? [];
			if (event === 'sys_connect' && called !== undefined)
				ask({kind: 'connect', pid, command, path: null, length: Number(called)});
			return null;
		},
	};
}

/** The name of a task is 15 bytes, padded to 16. @source kernel/trace/trace_output.c, TASK_COMM_LEN */
const pattern = /^ *(\S.{0,15})-(\d+)\s+(?:\[\d+\]\s+)?\S+\s+[\d.]+: (dockscope_connects|dockscope_connected|sys_connect)(.*)$/;

/** Empty for a socket without a path. The kernel prints words in the byte order of the machine, which is little-endian. */
function pathIn(words: string, bytes: number): string {
	const name = Buffer.concat(
		words.split(',').map(word => {
			const buffer = Buffer.alloc(8);
			buffer.writeBigUInt64LE(BigInt.asUintN(64, BigInt(/^0x[\da-f]{1,16}$/.test(word) ? word : 0)));
			return buffer;
		}),
	).subarray(0, Math.max(0, bytes));
	const end = name.indexOf(0);
	return name.toString('utf8', 0, end === -1 ? name.length : end);
}
