import type {Server, Socket} from 'node:net';

/** Connections that have not shown the token and are kept; the oldest gives way to a new one. */
const MAX_WITHOUT_TOKEN = 64;
/** All connections: what comes beyond is closed by Node itself, unread. More than wait in the kernel's queue (511 by Node's default) at once. */
const MAX_CONNECTIONS = 1024;
/** Milliseconds between two reports: each is an entry of the store, which a flood must not fill. */
const REPORT_INTERVAL = 60_000;

/**
 * Keeps room for those who send alerts on a server that anyone on this host may connect to: a connection is closed only when there are too many that
 * have not shown the token, the oldest first, and never before what it had sent was read.
 *
 * @param onRefused  with how many were closed or refused since the last call
 */
export function keepConnections(server: Server, onRefused: (count: number) => void) {
	const withoutToken = new Set<Socket>();
	const hasToken = new WeakSet<Socket>();
	const refusals = counted(onRefused);
	server.maxConnections = MAX_CONNECTIONS;
	server.on('drop', () => refusals.add(1));
	server.on('connection', socket => {
		socket.once('close', () => withoutToken.delete(socket));
		// The event loop takes all waiting connections before it reads from one: room is made after the next reading.
		setImmediate(() => setImmediate(admit, socket));
	});

	function admit(socket: Socket): void {
		if (socket.destroyed || hasToken.has(socket)) return;
		withoutToken.add(socket);
		const [oldest] = withoutToken;
		if (withoutToken.size <= MAX_WITHOUT_TOKEN || oldest === undefined) return;
		withoutToken.delete(oldest);
		oldest.destroy();
		refusals.add(1);
	}

	return {
		hasShownToken(socket: Socket): void {
			hasToken.add(socket);
			withoutToken.delete(socket);
		},
		close: refusals.close,
	};
}

/** Passes the first on at once, and what follows once in a while. */
function counted(report: (count: number) => void) {
	let count = 0;
	let timer: NodeJS.Timeout | null = null;
	const flush = (): void => {
		if (count > 0) report(count);
		count = 0;
	};
	const again = (): void => {
		timer = null;
		if (count > 0) start();
	};
	const start = (): void => {
		flush();
		timer = setTimeout(again, REPORT_INTERVAL);
		timer.unref();
	};
	return {
		add(more: number): void {
			count += more;
			if (timer === null) start();
		},
		close(): void {
			if (timer !== null) clearTimeout(timer);
			flush();
		},
	};
}
