import {type ChildProcess, spawn} from 'node:child_process';
import {arch} from 'node:os';
import {searchPath} from '../engine-binaries.js';

/** @source the tables of system calls of the kernel: inotify_init1, inotify_add_watch */
const numbers: Readonly<Record<string, readonly [number, number]>> = {x64: [294, 254], arm64: [26, 27]};

/** Node's own watch does not report opens. A path in use as O_PATH reports none either: it opens nothing. @source inotify(7), open(2) */
const script = `
$| = 1; my ($init, $add, @paths) = @ARGV; my %names; my ($opened, $ended) = (0x20, 0x18 | 0x3);
my $fd = syscall($init + 0, 0); die "inotify: $!" if $fd < 0;
for (@paths) { my $p = "$_\\0"; my $w = syscall($add + 0, $fd, $p, $opened | $ended); die "$_: $!" if $w < 0; $names{$w} = $_ }
print "watching\\n"; open(my $in, '<&=', $fd) or die $!;
while (sysread($in, my $buffer, 65536)) {
	while (length $buffer) {
		my ($w, $mask, $cookie, $length) = unpack('iIII', $buffer); substr($buffer, 0, 16 + $length) = '';
		print "$names{$w} ", $mask & $opened ? 'opened' : $mask & 1 ? 'read' : $mask & 2 ? 'written' : 'closed', "\\n";
	}
}`;

export type OpenedNodes = {
	/** What was opened since the last call. */
	take(): readonly string[];
	stop(): void;
};

/** Watches paths that nothing may open: device nodes, pipes, sockets. */
export async function watchOpens(paths: readonly string[]): Promise<OpenedNodes> {
	const [init, add] = numbers[arch()] ?? [];
	if (init === undefined || add === undefined) throw new Error(`the numbers of inotify's calls on ${arch()} are not known here`);
	const child: ChildProcess = spawn('perl', ['-e', script, String(init), String(add), ...paths], {
		env: {PATH: searchPath()},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let said = '';
	let complaint = '';
	child.stderr?.on('data', (part: Buffer) => {
		complaint += part.toString();
	});
	await new Promise<void>((resolve, reject) => {
		child.once('exit', () => reject(new Error(`the watch of opens ended: ${complaint}`)));
		child.stdout?.on('data', (part: Buffer) => {
			said += part.toString();
			if (said.includes('watching\n')) resolve();
		});
	});
	let taken = said.indexOf('watching\n') + 'watching\n'.length;
	return {
		take() {
			const lines = said
				.slice(taken)
				.split('\n')
				.filter(line => line !== '');
			taken = said.length;
			return lines;
		},
		stop: () => void child.kill('SIGKILL'),
	};
}
