import {describe, expect, it} from 'vitest';
import {known} from '../../../src/base/answers/index.js';
import {imageFacts, parseOsRelease} from '../../../src/base/facts/image.js';
import {historySecrets, historySteps, plainInstruction} from '../../../src/base/facts/image-history.js';
import {parseImageReference} from '../../../src/base/facts/image-reference.js';
import {MASK} from '../../../src/base/facts/secrets.js';

const digest = `sha256:${'c'.repeat(64)}`;

describe('parseImageReference', () => {
	it.each([
		['nginx', 'docker.io', 'library/nginx', null, null, true],
		['nginx:latest', 'docker.io', 'library/nginx', 'latest', null, true],
		['nginx:1.27', 'docker.io', 'library/nginx', '1.27', null, false],
		['acme/api', 'docker.io', 'acme/api', null, null, true],
		['docker.io/library/nginx:1.27', 'docker.io', 'library/nginx', '1.27', null, false],
		['index.docker.io/acme/api:2', 'docker.io', 'acme/api', '2', null, false],
		['ghcr.io/acme/api:1.2', 'ghcr.io', 'acme/api', '1.2', null, false],
		['localhost/bb:1', 'localhost', 'bb', '1', null, false],
		['Registry.Example.COM:5000/a:1', 'registry.example.com:5000', 'a', '1', null, false],
		['REG/a:1', 'reg', 'a', '1', null, false],
		['registry.example.com:5000/a/b/c', 'registry.example.com:5000', 'a/b/c', null, null, true],
		[`nginx@${digest}`, 'docker.io', 'library/nginx', null, digest, false],
		[`nginx:latest@${digest}`, 'docker.io', 'library/nginx', 'latest', digest, false],
	])('reads %s', (reference, registry, repository, tag, hash, floating) =>
		expect(parseImageReference(reference)).toEqual({registry, repository, tag, digest: hash, floating}),
	);
	it.each(['', '  ', digest, 'd'.repeat(64)])('does not accept %j as a reference', reference =>
		expect(parseImageReference(reference)).toBeNull(),
	);
});

describe('history', () => {
	it.each([
		['/bin/sh -c #(nop)  ENV A=1', 'ENV A=1'],
		['/bin/sh -c #(nop) CMD ["nginx"]', 'CMD ["nginx"]'],
		['/bin/sh -c apt-get update', 'RUN apt-get update'],
		['RUN /bin/sh -c make # buildkit', 'RUN make'],
		['RUN |2 A=b C=d /bin/sh -c make # buildkit', 'RUN A=b C=d make'],
		['|1 A=two words /bin/sh -c make', 'RUN A=two words make'],
		['COPY . /app # buildkit', 'COPY . /app'],
		['ENV LISTEN_ADDRESS=0.0.0.0', 'ENV LISTEN_ADDRESS=0.0.0.0'],
		['', ''],
	])('reads %s', (createdBy, plain) => expect(plainInstruction(createdBy)).toBe(plain));

	it('gives kind, time and size, secrets masked', () =>
		expect(
			historySteps([
				{Created: 1_700_000_000, CreatedBy: 'RUN |1 API_TOKEN=abcdef /bin/sh -c make # buildkit', Size: 12},
				{Created: 0, CreatedBy: '/bin/sh -c #(nop) ENV DB_PASSWORD=two words DEBUG=1'},
				{},
			]),
		).toEqual([
			{createdAt: '2023-11-14T22:13:20.000Z', instruction: `RUN API_TOKEN=${MASK} make`, kind: 'RUN', size: 12},
			{createdAt: null, instruction: `ENV DB_PASSWORD=${MASK} DEBUG=1`, kind: 'ENV', size: 0},
			{createdAt: null, instruction: '', kind: 'other', size: 0},
		]));

	it('finds the secrets of build arguments and variables', () =>
		expect(
			historySecrets([
				{CreatedBy: 'COPY . /app # buildkit'},
				{CreatedBy: 'RUN |1 API_TOKEN=abcdef /bin/sh -c make # buildkit'},
				{CreatedBy: '/bin/sh -c curl -u ann:hunter2 https://x.example/'},
				{CreatedBy: 'COPY --chmod=600 deploy/id_ed25519 /home/app/.ssh/key # buildkit'},
				{CreatedBy: '/bin/sh -c #(nop) COPY file:0b2c in /home/app/.netrc '},
				{CreatedBy: 'COPY id_rsa.pub /home/app/.ssh/authorized_keys # buildkit'},
				{CreatedBy: 'RUN /bin/sh -c rm -f ~/.ssh/id_rsa # buildkit'},
			]),
		).toEqual([
			{path: 'history[1].CreatedBy', name: 'API_TOKEN', kind: 'in history'},
			{path: 'history[2].CreatedBy', name: 'instruction', kind: 'in history'},
			{path: 'history[3].CreatedBy', name: 'id_ed25519', kind: 'credentials file'},
			{path: 'history[4].CreatedBy', name: '.netrc', kind: 'credentials file'},
		]));
});

describe('imageFacts', () => {
	it('reads an image', () =>
		expect(
			imageFacts(
				{
					Id: digest,
					RepoTags: ['acme/api:1', '<none>:<none>'],
					RepoDigests: null,
					Created: '2024-05-01T00:00:00Z',
					Architecture: 'arm',
					Variant: 'v7',
					Size: 5,
					Config: {User: '1000', Env: ['API_KEY=abc123'], ExposedPorts: {'80/tcp': {}}, Healthcheck: {Test: ['NONE']}},
					RootFS: {Layers: ['a', 'b']},
				},
				{history: known([{CreatedBy: 'ARG NPM_TOKEN=abcdef'}]), usedBy: ['x']},
			),
		).toMatchObject({
			tags: ['acme/api:1'],
			digests: [],
			createdAt: '2024-05-01T00:00:00Z',
			architecture: 'arm/v7',
			user: {uid: 1000, isRoot: false, gidIsImplicit: true},
			hasHealthcheck: false,
			exposedPorts: ['80/tcp'],
			layers: 2,
			usedBy: ['x'],
			secrets: [
				{path: 'Config.Env[0]', name: 'API_KEY', kind: 'name'},
				{path: 'history[0].CreatedBy', name: 'NPM_TOKEN', kind: 'in history'},
			],
		}));

	it.each(['1970-01-01T00:00:00Z', '1980-01-01T00:00:01Z', '0001-01-01T00:00:00Z', undefined])(
		'derives no age from %s',
		Created => expect(imageFacts({Id: digest, ...(Created === undefined ? {} : {Created})}).createdAt).toBeNull(),
	);

	it('does not know a history that was not requested', () => expect(imageFacts({Id: digest}).history.known).toBe(false));
});

describe('parseOsRelease', () => {
	it('reads Debian', () =>
		expect(parseOsRelease('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\nVERSION_ID="13"\n')).toEqual({
			id: 'debian',
			versionId: '13',
			prettyName: 'Debian GNU/Linux 13 (trixie)',
		}));
	it('reads a rolling system', () =>
		expect(parseOsRelease('ID=arch')).toEqual({id: 'arch', versionId: null, prettyName: 'arch'}));
	it('returns null for an empty file', () => expect(parseOsRelease('# empty')).toBeNull());
});
