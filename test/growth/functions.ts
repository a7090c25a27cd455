import {type ImageHistoryRow, known} from '../../src/base/answers/index.js';
import {mapAnswer} from '../../src/base/answers/map-answer.js';
import {parseAccounts} from '../../src/base/facts/accounts.js';
import {isLoopback, isWildcard} from '../../src/base/facts/addresses.js';
import {hasSocketcall} from '../../src/base/facts/af-alg.js';
import {isAnonymousVolume} from '../../src/base/facts/anonymous-volume.js';
import {parseBind} from '../../src/base/facts/bind.js';
import {callAccess} from '../../src/base/facts/call-access.js';
import {decodeCapabilities} from '../../src/base/facts/capabilities.js';
import {plainCapability} from '../../src/base/facts/capability-names.js';
import {changeFacts, executableCandidates} from '../../src/base/facts/changes.js';
import {composeFacts} from '../../src/base/facts/compose.js';
import {containerFacts} from '../../src/base/facts/container-facts.js';
import {classifyDevice} from '../../src/base/facts/devices.js';
import {componentVersion, engineFacts} from '../../src/base/facts/engine.js';
import {envFacts, splitVariable} from '../../src/base/facts/env.js';
import {isHealthcheck} from '../../src/base/facts/execs.js';
import {parseFileCapability} from '../../src/base/facts/file-capabilities.js';
import {addressNumber, parseRange} from '../../src/base/facts/firewall/address-ranges.js';
import {canonical, isBelow, isWithin} from '../../src/base/facts/host-paths.js';
import {parseOsRelease} from '../../src/base/facts/image.js';
import {historySecrets, historySteps, plainInstruction} from '../../src/base/facts/image-history.js';
import {parseImageReference, registryHost} from '../../src/base/facts/image-reference.js';
import {malformedRows} from '../../src/base/facts/malformed-rows.js';
import {isConfining} from '../../src/base/facts/mandatory-access.js';
import {maskAnswer} from '../../src/base/facts/mask-answer.js';
import {literalMask} from '../../src/base/facts/mask-literals.js';
import {maskMountOptions, maskNamed, maskVariables, maskWords} from '../../src/base/facts/mask-values.js';
import {pathSensitivity} from '../../src/base/facts/path-sensitivity.js';
import {processFacts} from '../../src/base/facts/processes.js';
import {time} from '../../src/base/facts/read.js';
import {isSocketName} from '../../src/base/facts/runtime-sockets.js';
import {maskAssignments} from '../../src/base/facts/secret-assignments.js';
import {holdsSecretFiles, isSecretFile} from '../../src/base/facts/secret-files.js';
import {secretFindings} from '../../src/base/facts/secret-findings.js';
import {maskMarkup} from '../../src/base/facts/secret-markup.js';
import {isGeneratedKey, isPhraseName, mayNameSecret, secretName} from '../../src/base/facts/secret-names.js';
import {maskPairs} from '../../src/base/facts/secret-pairs.js';
import {endOfPhrase} from '../../src/base/facts/secret-phrases.js';
import {isPath, isReference, isReferenceInText} from '../../src/base/facts/secret-references.js';
import {maskSentences} from '../../src/base/facts/secret-sentences.js';
import {maskUrls, urlSecret} from '../../src/base/facts/secret-urls.js';
import {isEncodedLogin, looksRandom} from '../../src/base/facts/secret-values.js';
import {looksSecret, maskRaw, maskSecrets, maskValue} from '../../src/base/facts/secrets.js';
import {serviceAccess} from '../../src/base/facts/services/access.js';
import {commandsOf, fillIn, programOf, shellCommands} from '../../src/base/facts/services/command.js';
import {resolved} from '../../src/base/facts/services/files/conditions.js';
import {keptSettings} from '../../src/base/facts/services/files/config-file.js';
import {hbaRows} from '../../src/base/facts/services/files/hba.js';
import {rawSettings} from '../../src/base/facts/services/files/parse-settings.js';
import {parseRecordedConfig} from '../../src/base/facts/services/files/recorded-file.js';
import {splitWords} from '../../src/base/facts/services/files/words.js';
import {versionOf} from '../../src/base/facts/services/images.js';
import {optionName, readOptions} from '../../src/base/facts/services/read-options.js';
import {namedConfigs} from '../../src/base/facts/services/setup.js';
import {parseUser, userFacts, userWords} from '../../src/base/facts/user.js';
import {usualDirectory, usualNode, usualSecrets, usualSocket} from '../../src/base/facts/usual-owner.js';
import {maskVolumeOption, volumeSource} from '../../src/base/facts/volumes.js';
import {optionsOfArguments} from '../../src/base/host/daemon-options.js';
import {ownFileSystem} from '../../src/base/host/data-root.js';
import {parseIptablesSave} from '../../src/base/host/firewall/iptables-save.js';
import {parseNftRuleset} from '../../src/base/host/firewall/nft-list.js';
import {unixListeners} from '../../src/base/host/unix-sockets.js';
import {ownValue} from '../../src/base/lib/own-value.js';
import {isNestedTooDeeply} from '../../src/base/lib/yaml-depth.js';
import {columns} from '../../src/base/reports/columns.js';
import {toAscii} from '../../src/base/text/ascii.js';
import {csvFields, csvLine} from '../../src/base/text/csv-line.js';
import {decodeText} from '../../src/base/text/decode-text.js';
import {errorText} from '../../src/base/text/error-text.js';
import {escapeMarkdown} from '../../src/base/text/escape-markdown.js';
import {graphemesOf} from '../../src/base/text/graphemes.js';
import {parseTime} from '../../src/base/text/iso-time.js';
import {linearPattern} from '../../src/base/text/linear-pattern.js';
import {nearest} from '../../src/base/text/nearest.js';
import {percentDecoded} from '../../src/base/text/percent-decoded.js';
import {quoted} from '../../src/base/text/quoted.js';
import {safeJson} from '../../src/base/text/safe-json.js';
import {sanitise, sanitiseLines, shorten, shortened, startOf, trusted, withEllipsis} from '../../src/base/text/safe-text.js';
import {shellJoin, shellQuote} from '../../src/base/text/shell-quote.js';
import {trimEndOf} from '../../src/base/text/trim-end.js';
import {truncateError} from '../../src/base/text/truncate-error.js';
import {fits, fitTo, truncate, truncateMiddle, truncateStart, widthOf, widthOfGrapheme} from '../../src/base/text/width.js';
import {fitRight, wrap} from '../../src/base/text/wrap.js';
import {parseTrace} from '../../src/base/trace/trace-lines.js';
import {clipboardSequence} from '../../src/base/tty/clipboard.js';
import {mouseEvents} from '../../src/base/tty/mouse.js';
import {complaints, hints, shape} from '../../src/fix/rehearsal/complaints.js';
import {quote} from '../../src/fix/render/quadlet-keys.js';
import {ownVariables} from '../../src/judge/changes/options/environment.js';
import {matchesGlob} from '../../src/judge/policy/glob.js';
import {readEvent} from '../../src/record/recorder/events/event-meaning.js';
import {trivyIgnore} from '../../src/scan/enrichment/trivy-ignore.js';
import {parsePurl} from '../../src/scan/formats/purl.js';
import {
	parseApkInstalled,
	parseDpkgStatus,
	parsePackageJson,
	parsePythonMetadata,
} from '../../src/scan/inventory/package-databases.js';
import {failure} from '../../src/scan/run/classify.js';
import {comparePep440} from '../../src/scan/versions/pep440.js';
import {compareSemver} from '../../src/scan/versions/semver.js';
import {parseFilter} from '../../src/tui/pages/filter-terms.js';
import {maskedAnswer} from '../../src/tui/pages/masked.js';
import {plainInfo, plainVersion} from '../support/plain-answers.js';

const someEngine = engineFacts({version: plainVersion, info: plainInfo, networks: known([]), containers: []});

/** A rule whose parts are foreign. */
const nftRule = (text: string): string =>
	JSON.stringify({
		nftables: [
			{chain: {family: 'inet', table: text, name: text, hook: 'forward'}},
			{
				rule: {
					...{family: 'inet', table: text, chain: text},
					expr: [{match: {op: '==', left: {payload: {protocol: 'ip', field: 'saddr'}}, right: text}}, {jump: {target: text}}],
				},
			},
		],
	});

/**
 * Every function that is given foreign text, by its name and as it is called with one. What is shown has been sanitised before.
 *
 * A new exported function of `src/base/facts`, `src/base/text` or `src/cli/events` that takes text belongs here; `growth.test.ts` says so.
 */
export const functions: Readonly<Record<string, (text: string) => unknown>> = {
	escapeMarkdown,
	mouseEvents,
	addressNumber: text => [addressNumber(text, 4), addressNumber(text, 6)],
	isAnonymousVolume,
	parseBind,
	callAccess: text => {
		const engine = engineFacts({version: {...plainVersion, Version: text}, info: plainInfo, networks: known([]), containers: []});
		const container = containerFacts({Id: '1', Config: {Image: text}}, {engine});
		return ['userns', 'call:io_uring_setup', 'socket:AF_VSOCK'].map(probe => callAccess(probe, container, engine));
	},
	canonical,
	changeFacts: path => changeFacts([{Path: `/${path}`, Kind: 1}], null),
	classifyDevice: path => classifyDevice(`/dev/${path}`, 'rwm'),
	clipboardSequence: text => clipboardSequence(trusted(text), 'tmux'),
	columns: text => columns([[text, text]], 80),
	comparePep440: text => comparePep440(`1.0${text}`, `1.0${text}.1`),
	compareSemver: text => compareSemver(`1.0${text}`, `1.0${text}.1`),
	complaints,
	componentVersion: text => componentVersion({Components: [{Name: 'runc', Version: text}]}, 'runc'),
	composeFacts: text => composeFacts({'com.docker.compose.project': text, 'com.docker.compose.project.config_files': text}),
	csvFields,
	csvLine: text => csvLine([text]),
	decodeCapabilities,
	decodeText: text => decodeText(Buffer.from(text)),
	envFacts: text => envFacts([`A=${text}`, `A_TOKEN=${text}`, text], []),
	errorText: text => errorText(new Error(text)),
	executableCandidates: path => executableCandidates([{Path: `/${path}`, Kind: 1}], null),
	failure: text => failure('crashed', 'trivy', [sanitise(text.slice(0, 4000))]),
	fitRight: text => fitRight(sanitise(text), 40),
	fits: text => fits(sanitise(text), 40),
	fitTo: text => fitTo(sanitise(text), 40),
	graphemesOf: text => [...graphemesOf(text)].length,
	hints,
	historySecrets: CreatedBy => historySecrets([{CreatedBy}] as ImageHistoryRow[]),
	historySteps: CreatedBy => historySteps([{CreatedBy}] as ImageHistoryRow[]),
	isBelow: path => isBelow(path, '/a'),
	isConfining,
	isEncodedLogin,
	isHealthcheck: text => isHealthcheck(text, {Config: {Healthcheck: {Test: ['CMD', text]}}}),
	isGeneratedKey,
	isLoopback,
	isNestedTooDeeply,
	isPath,
	holdsSecretFiles: text => [holdsSecretFiles(`/${text}`), holdsSecretFiles(`/home/${text}/.ssh`)],
	isSecretFile: text => [isSecretFile(`/root/.ssh/${text}`), isSecretFile(`/etc/rancher/${text}`)],
	isSocketName: text => [isSocketName(text), isSocketName(`/${text}`)],
	isReference,
	isReferenceInText,
	isWildcard,
	isWithin: path => isWithin(path, '/a'),
	literalMask: text => literalMask(['hunter2', 'aaaaaa', text.slice(0, 500)])(text),
	looksRandom,
	looksSecret: text => [
		looksSecret('A', text),
		looksSecret('A_PASSWORD', text),
		looksSecret('A_KEY', text),
		looksSecret(text, 'x'),
	],
	mapAnswer: text => mapAnswer({a: [{b: text}]}, () => undefined),
	maskAnswer: text =>
		maskAnswer({Labels: {a: text, [text]: 'x'}, Options: {o: text}, CreatedBy: text, OnBuild: [text], Processes: [['1', text]]}),
	maskAssignments: text =>
		maskAssignments(
			text,
			'*',
			() => true,
			() => true,
		),
	maskedAnswer: text => maskedAnswer({Config: {Env: [`A=${text}`], Cmd: [text]}}, [`PASSWORD=${text.slice(0, 300)}`]),
	maskMountOptions,
	maskNamed: text => [maskNamed('a', text), maskNamed('a_key', text)],
	maskRaw,
	maskSecrets,
	maskMarkup: text => maskMarkup(text, '*', name => name.length > 3),
	maskPairs: text => maskPairs(text, '*', name => name.length > 3),
	maskSentences: text => maskSentences(text, '*'),
	endOfPhrase: text => [endOfPhrase(text, 'PASSPHRASE', 0, 4, false), endOfPhrase(text, 'a', 0, 4, true)],
	isPhraseName,
	mayNameSecret,
	maskUrls: text => maskUrls(text, '*'),
	maskValue: text => [maskValue('A', text), maskValue('A_TOKEN', text)],
	maskVariables: text => maskVariables([text, `A=${text}`]),
	maskWords: text => [maskWords(['app', '--password', text, text]), maskWords(text.split(' ').slice(0, 20_000))],
	matchesGlob: text => matchesGlob('*a*b*/c', text),
	malformedRows: text => malformedRows('engine:/networks', [{Name: text, UnreadableFields: {Name: text}}]),
	maskVolumeOption: text => [maskVolumeOption('o', text), maskVolumeOption('device', text)],
	nearest: text => nearest(text, ['audit', 'inspect', 'container-privileged']),
	optionsOfArguments: text => optionsOfArguments(['dockerd', `--log-opt=${text}`, text]),
	ownFileSystem: text => ownFileSystem(text, '/var/lib/docker'),
	ownValue: text => ownValue({audit: 1}, text),
	ownVariables: text =>
		ownVariables(
			(text.match(/[\s\S]{1,10}/g) ?? []).map((part, index) => `${index}=${part}`),
			['PATH=/bin'],
		),
	parseAccounts,
	parseApkInstalled,
	parseDpkgStatus,
	parseFilter: text => parseFilter(text.slice(0, 5000)),
	parseImageReference,
	parseIptablesSave: text =>
		parseIptablesSave(`*filter\n:INPUT DROP [0:0]\n-A INPUT -s ${text} -j DROP\nCOMMIT\n${text}`, 'iptables'),
	parseNftRuleset: text => [parseNftRuleset(text, false), parseNftRuleset(nftRule(text), false)],
	parseOsRelease: text => [parseOsRelease(text), parseOsRelease(`ID=${text}`)],
	parsePackageJson: text => parsePackageJson(JSON.stringify({name: text, version: '1'}), 'package.json'),
	parsePurl,
	parseRange: text => [parseRange(text, 4), parseRange(text, 6), parseRange(`${text}/8`, 6)],
	parsePythonMetadata: text => parsePythonMetadata(text, 'METADATA'),
	parseTime,
	parseTrace: text => parseTrace(text.slice(0, 8192)),
	linearPattern: text => [
		linearPattern(text, 'part')?.(text.slice(0, 64)),
		linearPattern(text.slice(0, 400), 'whole')?.(text.slice(0, 64)),
		linearPattern('^([a-z0-9]+)+X$', 'part')?.(text),
	],
	usualSocket: text => usualSocket(sanitise(`/${text}`), {rootless: null}),
	usualDirectory: text => usualDirectory(sanitise(`/home/${text}`)),
	usualSecrets: text => usualSecrets(sanitise(`/run/user/${text}`)),
	usualNode: text => usualNode(sanitise(`/dev/${text}`)),
	pathSensitivity: text => [pathSensitivity(`/${text}`), pathSensitivity(text, text)],
	plainCapability,
	plainInstruction,
	processFacts: text => processFacts({Titles: ['PID', 'USER', 'COMMAND'], Processes: [['1', text, text]]}),
	quote,
	quoted,
	readEvent: text =>
		readEvent({
			Type: text,
			Action: `exec_create: ${text}`,
			id: text,
			Actor: {ID: text, Attributes: {name: text, exitCode: text}},
		}),
	registryHost,
	safeJson: text => safeJson(JSON.stringify(text)),
	sanitise,
	sanitiseLines,
	secretFindings: text =>
		secretFindings({Env: [`A=${text}`], Labels: {a: text}, Cmd: ['--password', text], Entrypoint: [text], OnBuild: [text]}),
	secretName,
	commandsOf: text => [commandsOf(['sh', '-c', text], new Map([['A', 'b']])), commandsOf([text, '-c', text], new Map())],
	fillIn: text => fillIn(`$${text}`, new Map([['A', text]])),
	namedConfigs: text => namedConfigs(new Map([['config', [[text]]]]), [[text, `${text}.conf`]]),
	optionName,
	programOf: text => [programOf([text]), programOf(text.split(' ').slice(0, 20_000))],
	readOptions: text => [readOptions([[`--${text}`, text, `-${text}`]]), readOptions([text.split(' ').slice(0, 20_000)])],
	serviceAccess: text => [
		...serviceAccess(
			containerFacts({Id: '1', Config: {Image: text, Cmd: ['sh', '-c', text], Env: [`A_OPTS=-${text}`]}}, {engine: someEngine}),
			null,
		),
		...serviceAccess(
			containerFacts(
				{Id: '1', Config: {Image: `redis:${text}`, Cmd: [text], Env: [`REDIS_AUTH_${text}=no`]}},
				{engine: someEngine},
			),
			null,
		),
	],
	shellCommands,
	versionOf,
	hasSocketcall,
	hbaRows,
	keptSettings: text =>
		keptSettings(
			['user', 'requirepass', text].map(name => ({name, value: text, line: 1})),
			{format: 'directives', keeps: /./, secret: /^requirepass$/},
			text,
		),
	parseFileCapability,
	parseRecordedConfig: text => parseRecordedConfig(JSON.stringify([{name: text, value: text, path: text, line: 1}])),
	// The parser of YAML is measured by its own bound: test/base/facts/services/files.test.ts.
	rawSettings: text => (['directives', 'assignments', 'hba', 'python'] as const).map(format => rawSettings(format, text)),
	resolved: text => resolved('/', text),
	splitWords,
	shape: text => shape(text.slice(0, 4000)),
	shellJoin: text => shellJoin([text, text]),
	shellQuote,
	shorten: text => shorten(text, 100),
	shortened: text => shortened(sanitise(text)),
	startOf: text => startOf(text, 100),
	withEllipsis: text => withEllipsis(text, 100),
	splitVariable,
	time,
	toAscii,
	trimEndOf: text => [trimEndOf(text, '/'), trimEndOf(text, text.slice(0, 2))],
	trivyIgnore: text => trivyIgnore(text, trusted('x'), new Date(0)),
	truncate: text => truncate(sanitise(text), 40),
	truncateError: text => truncateError(sanitise(text), 80),
	truncateMiddle: text => truncateMiddle(sanitise(text), 40),
	truncateStart: text => truncateStart(sanitise(text), 40),
	unixListeners,
	urlSecret,
	parseUser,
	userFacts: text => userFacts(text, [text], []),
	userWords: text => userWords(sanitise(text), null),
	volumeSource: text => volumeSource({o: text, device: text, type: text}),
	percentDecoded: text => percentDecoded(text.replaceAll('x', '%41')),
	widthOfGrapheme: text => widthOfGrapheme(text.slice(0, 256)),
	widthOf: text => widthOf(sanitise(text)),
	wrap: text => wrap(sanitise(text), 76),
};

/** Exported functions of the same rooms that take text, and why they are not above. */
export const withoutForeignText: Readonly<Record<string, string>> = {
	baseName: 'one lastIndexOf()',
	bracketed: 'one includes()',
	choiceOf: 'a file that the user wrote',
	compareText: 'compares two strings',
	complain: 'words of our own',
	configurationDirectory: 'joins two paths',
	entriesOf: 'a file that the user wrote',
	fieldsOf: 'a file that the user wrote',
	isSeverity: 'compares with five words',
	itemsOf: 'a file that the user wrote',
	openSource: 'a file that the user wrote',
	parseYaml: 'a file that the user wrote',
	plainValue: 'a file that the user named, whose reading is fuzzed',
	readYaml: 'a file that the user wrote',
	textOf: 'a file that the user wrote',
	unreadableYaml: 'words of our own',
	yamlText: 'the path of a file that the user named',
	configTrace: 'sanitises 200 characters',
	createChangeQueue: 'collects ids in a set',
	openNoFollow: 'opens a path of our own',
	dashed: 'words of our own',
	env: 'words of our own, with one look at a value',
	fromEnv: 'words of our own, with one look at a value',
	fromOption: 'words of our own, with one look at a value',
	hasCode: 'compares the code of an error',
	isWellKnown: 'at most 20 characters',
	nothing: 'words of our own',
	option: 'words of our own, with one look at a value',
	password: 'words of our own, with one look at a value',
	passwordOption: 'words of our own, with one look at a value',
	repeated: 'words of our own, with one look at each value',
	serviceReach: 'numbers of ports',
	anySetting: 'words of our own, with one look at each value',
	judgedSecret: 'words of our own',
	passwordSetting: 'words of our own, with one look at a value',
	readServiceFiles: 'serviceAccess, a few times',
	setting: 'words of our own, with one look at a value',
	shortLine: 'one slice()',
	knownFileCapabilities: 'a few bytes of each file',
	yamlSettings: 'at most 32,000 characters',
	word: 'words of our own',
	boundedBytes: 'the path of a file, whose bytes are returned as they are',
	boundedText: 'the path of a file, whose text is returned as it is',
	findOwnFile: 'looks at each folder of a path that is at most 4,096 bytes long',
	openAsPath: 'the path of a file, which is opened',
	openInput: 'the path of a file, which is opened',
	openRegular: 'the path of a file, which is opened',
	unquoted: 'the path of a file that the user wrote',
	untrustedFolder: 'looks at each folder of a path that is at most 4,096 bytes long',
	counted: 'words of our own',
	createPainter: 'lines that are as wide as the terminal',
	deviceFacts: 'classifyDevice for each device',
	findVolume: 'compares names',
	homeOf: 'our own environment',
	isPartOfValue: 'kinds of our own',
	judgedPart: 'one slice()',
	kernelSetting: 'names of our own',
	notReadable: 'sanitises the path and the problem',
	mountOptionFields: 'joins names and values',
	noteUnforeseen: 'words of our own, and the class of an error',
	openedPaths: 'compares paths',
	trusted: 'text of our own',
	packedAs: 'six bytes',
	piece: 'one slice()',
	chainKey: 'joins two names',
	filterEvidence: 'text that is safe',
	notKnown: 'words of our own, and text that is safe',
	portNames: 'numbers',
	routedAnswer: 'addressNumber of an address, parseRange of those in rules',
	profileState: 'JSON.parse of a profile',
	readInput: 'the path of a file that was named on the command line',
	replaceFile: 'writes what is safe',
	writePipe: 'writes what is safe',
	safe: 'joins',
	safeLines: 'what shellQuote made',
	same: 'paths of our own',
	saveText: 'writes what is safe',
	temporaryFolder: 'the beginning of a name of our own',
	troubleText: 'errorText, which sanitises',
	watchFacts: 'the facts of a container, each by its function',
	whenUnanswered: 'words of our own',
};
