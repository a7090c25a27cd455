import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, it, onTestFinished} from 'vitest';
import {dataRootIsMount, ownFileSystem} from '../../../src/base/host/data-root.js';
import {openTree} from '../../../src/base/host/host-tree.js';
import {bundleForNobody} from '../../support/as-nobody.js';
import {canMount, runWithOwnMounts} from '../../support/mount-namespace.js';

const mount = (device: string, root: string, point: string) =>
	`36 35 ${device} ${root} ${point} rw,relatime shared:1 - ext4 /dev/x rw`;
const slash = mount('8:1', '/', '/');

describe('the data root', () => {
	it.each([
		['is its own when it is the mount point of a disk', [slash, mount('8:16', '/', '/var/lib/docker')], true],
		['is its own when a folder of another disk is bound there', [slash, mount('8:16', '/docker', '/var/lib/docker')], true],
		['is its own on a mount above that is meant for it', [slash, mount('8:16', '/', '/var/lib/docker')], true],
		['is shared on the root file system', [slash], false],
		['is shared when dockerd bound it onto itself', [slash, mount('8:1', '/var/lib/docker', '/var/lib/docker')], false],
		['is shared with logs and mail on /var', [slash, mount('8:16', '/', '/var')], false],
		[
			'is shared when bound onto itself on /var',
			[slash, mount('8:16', '/', '/var'), mount('8:16', '/lib/docker', '/var/lib/docker')],
			false,
		],
		[
			'is shared when a folder of /home is bound there',
			[slash, mount('8:16', '/', '/home'), mount('8:16', '/docker', '/var/lib/docker')],
			false,
		],
		[
			'is shared when a folder of the root file system is bound below another',
			[slash, mount('8:16', '/', '/var/lib'), mount('8:1', '/docker', '/var/lib/docker')],
			false,
		],
		['does not mistake a longer name for itself', [slash, mount('8:16', '/', '/var/lib/docker-old')], false],
	])('%s', (_, lines, expected) => {
		expect(ownFileSystem(lines.join('\n'), '/var/lib/docker')).toEqual({known: true, value: expected});
	});

	it('is found below its own mount, and behind escaped blanks', () => {
		expect(ownFileSystem([slash, mount('8:16', '/', '/data')].join('\n'), '/data/docker')).toEqual({known: true, value: true});
		expect(ownFileSystem([slash, mount('8:16', '/', '/my\\040data')].join('\n'), '/my data/d')).toEqual({
			known: true,
			value: true,
		});
	});

	it.each(['/', '/etc', '/usr/bin', '/proc', '/proc/sys', '/dev', '/dev/pts', '/sys/fs/cgroup', '/var/lib', '/no/such/place'])(
		'is on this machine, were it %s, what the table of its mounts says',
		path => {
			expect(dataRootIsMount(openTree('/'), path)).toEqual(ownFileSystem(readFileSync('/proc/self/mountinfo', 'utf8'), path));
		},
	);

	it.each(['', 'data', '//', '../..'])('is not searched endlessly at %j', path => {
		expect(dataRootIsMount(openTree('/'), path)).toBeDefined();
	});

	it('is unknown without any mount', () => {
		expect(ownFileSystem('', '/var/lib/docker').known).toBe(false);
	});

	it.skipIf(!canMount() || !existsSync('/srv'))('is on a separate file system only if one is mounted there', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'dockscope-mounts-'));
		onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
		const script = await bundleForNobody(
			folder,
			`import {dataRootIsMount} from './src/base/host/data-root.ts';
			import {openTree} from './src/base/host/host-tree.ts';
			const paths = process.argv.slice(2);
			const says = path => [path, dataRootIsMount(openTree('/'), path).value];
			console.log(JSON.stringify(Object.fromEntries(paths.map(says))));`,
		);
		const mounts = `
			mount -t tmpfs none /srv; mkdir "$1/outside"; cd /srv; mkdir plain itself disk part root covered overlay
			ln -s disk/data linked; ln -s /srv/ring ring
			mount --bind itself itself
			mount -t tmpfs none disk; mkdir disk/data disk/shared disk/upper disk/work
			mount --bind disk/data part; mount --bind plain disk/shared
			mount --bind plain "$1/outside"; mount --bind /usr root
			mount -t tmpfs none covered; mount --bind plain covered
			mount -t overlay none -o lowerdir=plain,upperdir=disk/upper,workdir=disk/work overlay
			script="$2"; node="$3"; shift 3; "$node" "$script" "$@"`;
		const expected = {
			'/etc': false,
			'/srv/plain': false,
			'/srv/missing': false,
			'/srv/ring': false,
			'/srv/itself': false,
			'/srv/disk': true,
			'/srv/linked': true,
			'/srv/part': true,
			'/srv/overlay': true,
			[join(folder, 'outside')]: false,
			'/srv/root': false,
			'/srv/disk/shared': false,
			'/srv/covered': false,
		};
		const said = await runWithOwnMounts(mounts, folder, script, process.execPath, ...Object.keys(expected));
		expect(JSON.parse(said)).toEqual(expected);
	});
});
