import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';

/** Switches auditing on, prints the process of each record that a program sent, and leaves auditing as it was. */
const listener = `
import select, socket, struct, sys
def ask(kind, data=b''):
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9)
    s.settimeout(5)
    s.sendto(struct.pack('=IHHII', 16 + len(data), kind, 5, 1, 0) + data, (0, 0))
    answers = {}
    while 2 not in answers or (kind == 1000 and 1000 not in answers):
        one = s.recv(8192)
        answers[struct.unpack('=H', one[4:6])[0]] = one[16:]
    failed = struct.unpack('=i', answers[2][:4])[0]
    if failed: sys.exit(f'the kernel refuses to audit: {failed}')
    return answers
def switch(on): ask(1001, struct.pack('=10I', 1, on, *[0] * 8))
before = struct.unpack('=II', ask(1000)[1000][:8])[1]
log = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 9)
log.bind((0, 1))
if before == 0: switch(1)
print('listening', flush=True)
while sys.stdin not in (ready := select.select([log, sys.stdin], [], [])[0]):
    record = log.recv(16384)
    if 1100 <= struct.unpack('=H', record[4:6])[0] < 1200:
        print(record[16:].split(b' pid=')[1].split(b' ')[0].decode(), flush=True)
if before == 0: switch(0)
`;

export type AuditLog = {
	/** Whether a process of this container has written to it. */
	has(containerId: string): boolean;
	stop(): Promise<void>;
};

/**
 * Listens to the audit log of this host, to which PAM, login(1), sudo and others write who logs in: it has no other trace outside of the
 * container. Only what a program sends counts, which takes AUDIT_WRITE; without it libaudit hides the refusal from PAM.
 *
 * @param tree  has the Python that listens
 * @source kernel/audit.c `audit_netlink_ok`, AUDIT_NLGRP_READLOG; audit-userspace lib/deprecated.c `audit_send_user_message`, HIDE_IT
 */
export async function listenToAudit(tree: string): Promise<AuditLog> {
	const python = spawn('chroot', [tree, 'python3', '-c', listener], {stdio: ['pipe', 'pipe', 'inherit']});
	const ended = once(python, 'exit');
	const containers = new Set<string>();
	const output = createInterface(python.stdout);
	const listening = once(output, 'line');
	output.on('line', pid => {
		try {
			const [id] = /[\da-f]{64}/.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? [];
			if (id !== undefined) containers.add(id);
		} catch {
			// It has ended; of those that log in, others stay.
		}
	});
	await Promise.race([listening, ended.then(() => Promise.reject(new Error('the audit log cannot be read')))]);
	return {
		has: id => containers.has(id),
		async stop() {
			python.stdin.end();
			await ended;
		},
	};
}
