import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, it} from 'vitest';
import {bundleForNobody} from '../../support/as-nobody.js';
import {canMount, runWithOwnMounts} from '../../support/mount-namespace.js';

const folder = mkdtempSync(join(tmpdir(), 'dockscope-programs-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/**
 * Puts other folders before the system's own: an empty /usr/sbin, and a /usr/bin with all that there is. `$1`: the test's folder, `$2`:
 * Node, `$3`: the script that asks auditctl.
 */
const withOtherFolders = `
	mkdir -p "$1/real" "$1/links" "$1/elsewhere"
	mount --bind /usr/bin "$1/real"
	cp -s "$1/real/"* "$1/links" 2>/dev/null || true
	rm -f "$1/links/auditctl"
	mount -t tmpfs none /usr/sbin
	mount --bind "$1/links" /usr/bin
	program() { printf '#!%s\\necho "$0 $*"\\n' "\${2:-/bin/sh}" > "$1"; chmod 755 "$1"; }
`;
const asked = 'const said = await runProgram("auditctl", ["-l"]); process.stdout.write(String(said));';
const script = () => bundleForNobody(folder, `import {runProgram} from './src/base/host/run-program.ts'; ${asked}`);
/**
 * A file system below `$1/held` whose server answers the first request, which every mount begins with, takes the next, and never answers: whoever
 * waits for that ignores SIGKILL. @source linux/fuse.h: fuse_in_header, fuse_init_out
 */
const heldFolder = `
	mkdir "$1/held"
	exec 3<>/dev/fuse
	mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 none "$1/held"
	perl -e 'open($f, "+<&=3"); sysread($f, $_, 65536); ($unique, $major, $minor) = unpack("x8 Q x24 LL", $_);
		syswrite($f, pack("LlQ LLLL SSLLSSLL x24", 80, 0, $unique, 7, $minor, 0, 0, 1, 1, 4096, 1, 0, 0, 0, 0)); sysread($f, $_, 65536); sleep' &
	server=$!
	exec 3>&-
`;
const permission = Number.parseInt(process.versions.node, 10) < 24 ? '--experimental-permission' : '--permission';

const auditctl = async (shell: string): Promise<string> =>
	runWithOwnMounts(withOtherFolders + shell, folder, process.execPath, await script());

describe.skipIf(!canMount())('a program of the host', () => {
	it.each([
		['is there', 'program /usr/sbin/auditctl', '/usr/sbin/auditctl -l'],
		['is in another folder', 'program /usr/bin/auditctl', '/usr/bin/auditctl -l'],
		['is nowhere but where the caller looks', 'program "$1/elsewhere/auditctl"; export PATH="$1/elsewhere:$PATH"', 'null'],
		['is behind a folder of its name', 'mkdir /usr/sbin/auditctl; program /usr/bin/auditctl', '/usr/bin/auditctl -l'],
		['is behind one that cannot run', 'program /usr/sbin/auditctl /no/such; program /usr/bin/auditctl', '/usr/bin/auditctl -l'],
		['fails', 'program /usr/sbin/auditctl; echo exit 3 >> /usr/sbin/auditctl', 'null'],
	])('is asked where it %s', async (_, shell, expected) => {
		expect(await auditctl(`${shell}; "$2" "$3"`)).toBe(expected);
	});

	it.skipIf(!existsSync('/dev/fuse'))('is left behind where the kernel holds it', async () => {
		const held = 'program /usr/sbin/auditctl; echo "[ -e $1/held/x ]" >> /usr/sbin/auditctl; ';
		// Neither its answer is waited for, nor, at the end, the process and its pipes.
		expect(await auditctl(`${heldFolder}${held} "$2" "$3" 2>&1; kill $server; wait $server || true`)).toBe('null');
	});

	it('is asked where Node may start it, and may not look whether it is there', async () => {
		const refused = `"$2" --no-warnings ${permission} --allow-fs-read="$1/*" --allow-child-process "$3"`;
		expect(await auditctl(`program /usr/sbin/auditctl; ${refused}`)).toBe('/usr/sbin/auditctl -l');
		expect(await auditctl(refused)).toBe('null');
	});
});
