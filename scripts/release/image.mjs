import {execFileSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** What an official Node loads; base-files has os-release and the licences that the others name. */
const packages = ['base-files', 'libc6', 'libgcc-s1', 'libstdc++6'];
const kept = ['usr/lib', 'usr/lib64', 'usr/share/doc', 'usr/share/common-licenses', 'etc/os-release', 'etc/debian_version'];

/**
 * Writes the image as a compressed archive for `docker load` and `podman load`, with no registry: its root is made of packages of the
 * Debian that this runs on. Needs apt-get, dpkg-deb and podman.
 *
 * @param {object} parts  `folder`: what goes into the archive of the executable; `time`: seconds since the epoch
 */
export function writeImage({program, version, node, folder, file, time}) {
	const work = mkdtempSync(join(tmpdir(), 'dockscope-image-'));
	try {
		const root = join(work, 'context/root');
		mkdirSync(root, {recursive: true});
		unpackPackages(join(work, 'packages'), root);
		addAccount(root);
		mkdirSync(join(root, 'usr/bin'), {recursive: true});
		cpSync(join(folder, program), join(root, 'usr/bin', program));
		for (const licence of ['LICENSE', 'THIRD-PARTY-LICENSES.txt'])
			cpSync(join(folder, licence), join(root, 'usr/share/doc', program, licence));
		const podman = (...args) => {
			const place = ['--root', join(work, 'storage'), '--runroot', join(work, 'run'), '--storage-driver', 'vfs'];
			execFileSync('podman', [...place, ...args], {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, TMPDIR: work}});
		};
		const name = `localhost/${program}:${version}`;
		const labels = {
			title: program,
			version,
			description: 'The security of every container on a Docker host, read-only',
			licenses: 'Apache-2.0',
		};
		podman(
			...['build', '--tag', name, '--timestamp', String(time), '--isolation', 'chroot'],
			...['--arch', node.arch === 'x64' ? 'amd64' : node.arch, '--file', new URL('Containerfile', import.meta.url).pathname],
			...Object.entries(labels).flatMap(([key, value]) => ['--label', `org.opencontainers.image.${key}=${value}`]),
			join(work, 'context'),
		);
		const archive = join(work, 'image.tar');
		podman('save', '--format', 'docker-archive', '--output', archive, name);
		execFileSync('gzip', ['-n', archive]);
		cpSync(`${archive}.gz`, file);
	} finally {
		rmSync(work, {recursive: true, force: true});
	}
}

/** Of each package also its description, where scanners of images look for it. @source github.com/GoogleContainerTools/distroless */
function unpackPackages(work, root) {
	const tree = join(work, 'tree');
	mkdirSync(tree, {recursive: true});
	execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', ...packages], {cwd: work, stdio: 'inherit'});
	const described = join(root, 'var/lib/dpkg/status.d');
	mkdirSync(described, {recursive: true});
	for (const archive of readdirSync(work).filter(name => name.endsWith('.deb'))) {
		execFileSync('dpkg-deb', ['--extract', archive, 'tree'], {cwd: work});
		const fields = execFileSync('dpkg-deb', ['--field', archive], {cwd: work, encoding: 'utf8'});
		writeFileSync(join(described, archive.split('_')[0]), `${fields.trimEnd()}\nStatus: install ok installed\n`);
	}
	for (const path of kept) cpSync(join(tree, path), join(root, path), {recursive: true, verbatimSymlinks: true});
	rmSync(join(root, 'usr/lib/valgrind'), {recursive: true, force: true});
	for (const folder of ['lib', 'lib64']) symlinkSync(`usr/${folder}`, join(root, folder));
}

function addAccount(root) {
	writeFileSync(
		join(root, 'etc/passwd'),
		'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
	);
	writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnonroot:x:65532:\n');
	// The journal, scans and downloads are written here.
	mkdirSync(join(root, 'home/nonroot'), {recursive: true});
	mkdirSync(join(root, 'tmp'));
}
