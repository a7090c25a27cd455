// Types of the engine's raw answers, and what was not seen

export {
	type ContainerInspect,
	type ContainerRow,
	containerInspect,
	type EndpointSettings,
	type MountPoint,
} from './answers/container.js';
export type {
	ContainerConfig,
	DeviceRequest,
	HealthConfig,
	HostConfig,
	MountRequest,
	PortBinding,
	Ulimit,
} from './answers/container-config.js';
export type {ContainerChanges, ContainerStats, ContainerTop, ExecInspect} from './answers/container-live.js';
export type {
	DiskUsage,
	EngineEvent,
	EngineInfo,
	EngineVersion,
	NetworkInspect,
	PluginInspect,
	SwarmAnswers,
	VolumeInspect,
} from './answers/engine.js';
export type {ImageHistoryRow, ImageIdentity, ImageInspect, ImageRow} from './answers/image.js';
export {mapAnswer} from './answers/map-answer.js';
export type {Schema} from './answers/schema.js';
export {type BlindSpot, isRecord, type Known, known, unknown} from './answers/value.js';

// Tars that an engine sends

export {type ArchiveBudget, type ArchiveLimits, inWords, withArchiveBudget} from './archives/archive-budget.js';
export {type ContainerText, fileOf, readingArchive, textsOf} from './archives/archive-files.js';
export {privilegedFilesOfImage} from './archives/image-privileged-files.js';
export {concatenate, isGzip, isZstd, layerEntries, readSavedImage, UnreadableLayer} from './archives/saved-image.js';
export {type TarEntry, tarEntries} from './archives/tar-entries.js';
export {BrokenTar} from './archives/tar-header.js';
export {barePath, hides, noteWhiteout, type Whiteouts} from './archives/whiteouts.js';

// The engine: reading, following, writing after consent

export {
	readContainerChanges,
	readContainerInspect,
	readContainerRows,
	readContainerTop,
	readEngineInfo,
	readEngineVersion,
	readHistoryRows,
	readImageInspect,
	readImageRows,
	readNetworkRows,
	readPluginRows,
	readSwarmAnswers,
	readVolumeRows,
} from './engine/answer-shapes.js';
export {type EngineAddress, showAddress} from './engine/endpoint/address.js';
export {type SocketGroup, socketGroup} from './engine/endpoint/connection-error.js';
export {contextNames, currentContext, DEFAULT_CONTEXT} from './engine/endpoint/docker-context.js';
export {dockerFolder, type FoundEngine, findEngine, firstThatListens} from './engine/endpoint/find-engine.js';
export type {RunningContainer} from './engine/endpoint/locality.js';
export {cancelled, EngineError, type EngineErrorKind, isNoSuchContainer, raceAbort} from './engine/engine-error.js';
export type {EngineReader} from './engine/engine-reader.js';
export {followEvents} from './engine/follow-events.js';
export {answerOrNull, answerOrReason, blindSpotOf, knownAnswer} from './engine/known-answer.js';
export type {RawLogLine} from './engine/log-lines.js';
export {type Prefetch, startPrefetch} from './engine/prefetch.js';
export {type LogRequest, readLog, readLogEnd} from './engine/read-log.js';
export {createReader} from './engine/reader.js';
export {watchSilence} from './engine/watch-silence.js';
export {type CreateRequest, createWriter, type EngineWriter} from './engine/writer.js';

// Raw JSON to the effective state

export {type Account, parseAccounts, renderAccounts} from './facts/accounts.js';
export {type Actor, actorOf} from './facts/actor.js';
export {isLoopback, isWildcard} from './facts/addresses.js';
export {isAnonymousVolume} from './facts/anonymous-volume.js';
export type {NetworkAttachment} from './facts/attachments.js';
export {formatBind, parseBind} from './facts/bind.js';
export {callAccess} from './facts/call-access.js';
export {ALL_CAPABILITIES, decodeCapabilities, effectiveCapabilities} from './facts/capabilities.js';
export {capabilityCatalogue} from './facts/capability-catalogue.js';
export {type Capability, capabilityNames, plainCapability} from './facts/capability-names.js';
export {type ChangedPath, changedLeaves, changeFacts, executableCandidates, initPaths, newDirectories} from './facts/changes.js';
export {type ComposeOrigin, composeFacts, composeOrigin, isManagedByCompose} from './facts/compose.js';
export {type ContainerFacts, containerFacts, containerShape, type LearnedFacts} from './facts/container-facts.js';
export type {FactsContext} from './facts/context.js';
export type {RuledDevice} from './facts/device-rules.js';
export {bringsDiskNode, bringsNode, type DeviceFacts} from './facts/devices.js';
export {gainsNothing, refusesElevation} from './facts/elevation.js';
export {componentVersion, engineFacts, engineKind} from './facts/engine.js';
export type {EngineFacts, EngineKind, ImageStore, NetworkFacts} from './facts/engine-facts.js';
export {engineName} from './facts/engine-name.js';
export {splitVariable} from './facts/env.js';
export {execFacts, execsHealthcheck, isHealthcheck} from './facts/execs.js';
export {type FileCapability, knownFileCapabilities} from './facts/file-capabilities.js';
export {type CapabilityHelp, helpOf} from './facts/file-capability-help.js';
export {type FirewallAnswer, firewallAnswers, hostPortAnswer} from './facts/firewall/firewall-answer.js';
export {hostFor, startedSince} from './facts/firewall/firewall-as-read.js';
export type {Chain, Firewall, HostInterface, PacketFilter, PacketRule} from './facts/firewall/packet-filter.js';
export {bridgeNetworks, routedPorts, unpublishedListeners} from './facts/firewall/routed-ports.js';
export {mountPoints} from './facts/given-mounts.js';
export {bringsSystemPrograms, dependsOnPrograms} from './facts/given-something.js';
export {groupBy} from './facts/group-by.js';
export type {AuditRules, AuditWatch, DaemonConfiguration, FileFacts, HostFacts, HostProcess} from './facts/host-facts.js';
export {type HostObject, mayAccess, ownerWords, READ, SEARCH, WRITE} from './facts/host-object.js';
export {canonical, isBelow, isWithin} from './facts/host-paths.js';
export {type Identity, ownProcesses} from './facts/identities.js';
export {imageFacts, parseOsRelease} from './facts/image.js';
export type {HistoryStep, ImageFacts, ImageOrigin, ImageSignature, OperatingSystem} from './facts/image-facts.js';
export {parseImageReference, registryHost} from './facts/image-reference.js';
export type {FixableVulnerability, ImageScan} from './facts/image-scan.js';
export {imageStore} from './facts/image-store.js';
export {isPodman} from './facts/is-podman.js';
export {hasProcesses, isUp} from './facts/lifecycle.js';
export {
	answersItself,
	answersOnAny,
	listenersOf,
	mayAnswer,
	networkSockets,
	ownSockets,
	undeclaredSockets,
	whySocketsUnseen,
} from './facts/listeners.js';
export type {
	ChangedPathFacts,
	ChangeFacts,
	ExecFacts,
	ListeningSocket,
	LiveState,
	PrivilegedPrograms,
	ProcessFacts,
	SocketFacts,
} from './facts/live-facts.js';
export {malformedRows} from './facts/malformed-rows.js';
export {isConfining, type MandatoryAccess} from './facts/mandatory-access.js';
export {maskAnswer} from './facts/mask-answer.js';
export {literalMask} from './facts/mask-literals.js';
export type {FileAccess, MountedSource, MountFacts} from './facts/mount-facts.js';
export {mountOptionFields} from './facts/mount-options.js';
export {givenHostPaths, mountedPaths} from './facts/mounts.js';
export type {Namespace} from './facts/namespaces.js';
export {isSeparated} from './facts/networks.js';
export {once} from './facts/once.js';
export {podOf} from './facts/pods.js';
export {isFromOutside, isOpenWildcard, type PortReach, portReach, widestReach} from './facts/port-reach.js';
export {membersOfRuns, type Publication, portList, portNames, publicationRuns} from './facts/port-runs.js';
export {type PortFacts, portFacts} from './facts/ports.js';
export {mayEnterProcess} from './facts/process-access.js';
export {processFacts} from './facts/processes.js';
export {isReachable, isRowReachable, localNetworks, type OutsideReach, outsideReach, routingMesh} from './facts/reach.js';
export {reachWords} from './facts/reach-words.js';
export {boolean, notAsked, number, pairs, record, records, string, strings, text, time} from './facts/read.js';
export {readable} from './facts/readable.js';
export type {SecretFinding} from './facts/secret-findings.js';
export {looksSecret, MASK, maskSecrets} from './facts/secrets.js';
export {SETTINGS_THAT_START_PROGRAMS} from './facts/sensitive-paths.js';
export {SERVICE_SOCKETS, type ServiceSocket} from './facts/service-sockets.js';
export {serviceAccess} from './facts/services/access.js';
export type {ConfigFile, ConfigFiles, WantedFile} from './facts/services/files/config-file.js';
export {parseConfig} from './facts/services/files/parse-settings.js';
export {readServiceFiles} from './facts/services/files/read-files.js';
export {parseRecordedConfig, renderConfig} from './facts/services/files/recorded-file.js';
export {isUnauthenticated, withUnauthenticatedPorts} from './facts/services/open-ports.js';
export {type ServiceReach, serviceReach} from './facts/services/reach.js';
export {optionName} from './facts/services/read-options.js';
export type {Gain, ServiceAccess} from './facts/services/service.js';
export {namedConfigs, type Started, startedBy} from './facts/services/setup.js';
export {bySeverity, isSeverity, lowerSeverity, type Severity, severities} from './facts/severity.js';
export type {Leaf, Shape} from './facts/shape.js';
export {countsContainer} from './facts/stats.js';
export {MASKED_PATHS, openedPaths, opensKernelSettings, READ_ONLY_PATHS} from './facts/system-paths.js';
export {unreadableFields} from './facts/unreadable.js';
export {parseUser, type UserFacts, userFacts, userWords} from './facts/user.js';
export {userNamespaceOf} from './facts/user-namespace.js';
export {anyDisk, kernelSetting, usualDirectory, usualHome, usualNode, usualSecrets, usualSocket} from './facts/usual-owner.js';
export {maskVolumeOption} from './facts/volumes.js';
export {type MissedField, notReadable, watchFacts} from './facts/watched-facts.js';

// This machine

export {acceptedConnections} from './host/accepted-connections.js';
export {peakReadings} from './host/cgroup-peaks.js';
export {type CodeFile, codeFilesOf, hasWord} from './host/code-files.js';
export {type ContainerPlace, containerFiles, isStillTheirs} from './host/container-files.js';
export {containerPlaceOf} from './host/container-place.js';
export {containerProcesses} from './host/container-processes.js';
export {containerSockets} from './host/container-sockets.js';
export {containerStarters} from './host/container-starters.js';
export {isInContainer, membersOfControlGroup, notInContainer, processesOfGroup, shimOf} from './host/control-group.js';
export {realPathOf} from './host/file-facts.js';
export {openForeignTree, rootOf} from './host/foreign-tree.js';
export {type HostTree, openTree, textAt} from './host/host-tree.js';
export {hasOnlyRootIds, idInContainer} from './host/id-in-container.js';
export type {ImagePlace} from './host/image-accounts.js';
export {imageLayers} from './host/image-layers.js';
export {isolatedHost} from './host/isolated-host.js';
export {heldSockets, nameOwners, readSocketTables} from './host/listening-sockets.js';
export type {HostAccess} from './host/local-host.js';
export {parseMountTable} from './host/mount-table.js';
export {ownContainer} from './host/own-container.js';
export type {PrivilegedFiles} from './host/privileged-files.js';
export {processesNamed, readStatus, TASK_NAME_LENGTH} from './host/process-table.js';
export type {HostQuestion} from './host/reader/question.js';
export {READER_WORD} from './host/reader/reader-process.js';
export {serveQuestions} from './host/reader/serve.js';
export {runProgram} from './host/run-program.js';
export type {ListeningFile} from './host/runtime-sockets.js';
export {
	type ConnectedPath,
	lookAtRaising,
	type PlacedProgram,
	type ProgramPlace,
	placeOfProgram,
	plainPath,
	type RaisingProgram,
	type TracedTasks,
} from './host/traced-tasks.js';
export {canListPeers, type UnixPeers, unixPeers} from './host/unix-peers.js';
export {unseenHost} from './host/unseen-host.js';
export {walkImage} from './host/walk-image.js';
export {type PathChange, writableLayer} from './host/writable-layer.js';

// Files, pools, limits, YAML

export {configurationDirectory, homeOf, userName} from './lib/account.js';
export {boundedText, openAsPath, readAsRegularFile, UnreadFileError} from './lib/bounded-text.js';
export {detectCompression} from './lib/compression.js';
export {findOwnFile, untrustedFolder} from './lib/deciding-file.js';
export {statusOf} from './lib/exit-handlers.js';
export {codeOf, hasCode} from './lib/has-code.js';
export {httpClient, httpModule} from './lib/http-module.js';
export {openRegular} from './lib/open-input.js';
export {openNoFollow, readNoFollow} from './lib/open-no-follow.js';
export {
	choiceSchema,
	flagSchema,
	listOrOneSchema,
	listSchema,
	mappingSchema,
	namedSchema,
	numberSchema,
	place,
	textSchema,
	writtenSchema,
} from './lib/own-file.js';
export {
	anyNumberSchema,
	anyTextSchema,
	countSchema,
	finiteSchema,
	readableListSchema,
	readableMapSchema,
	readOwnJson,
	safeTextSchema,
	textsSchema,
} from './lib/own-json.js';
export {ownValue} from './lib/own-value.js';
export {readInput, readStream} from './lib/read-input.js';
export {readYaml} from './lib/read-yaml.js';
export {draftPattern, replaceFile} from './lib/replace-file.js';
export {createChangeQueue, forEachLimited, takeTurns, timeSlice, yieldToEventLoop} from './lib/spread-work.js';
export {temporaryFolder, unusableTemporary} from './lib/temporary-folder.js';
export {type LimitedSignal, limitedSignal, whenUnanswered, withTimeLimit} from './lib/time-limit.js';
export {firstFrame, noteUnforeseen, takeUnforeseen, troubleText} from './lib/unforeseen.js';
export {UsageError} from './lib/usage-error.js';
export {workingDirectory} from './lib/working-directory.js';
export {writePipe} from './lib/write-pipe.js';
export {isNestedTooDeeply} from './lib/yaml-depth.js';
export {YamlError} from './lib/yaml-error.js';
export {unquoted, unreadableYaml, yamlText} from './lib/yaml-file.js';
export {parseYaml, plainValue} from './lib/yaml-source.js';

// What dockscope creates

export {
	type ContainerCreation,
	isContainer,
	isTrace,
	type JournalEntry,
	readIdentity,
	type TraceCreation,
} from './ownership/creation.js';
export {hasEnded, isOfThisKernel} from './ownership/ended-journal.js';
export {createJournal, type Journal, removeJournal} from './ownership/journal.js';
export {JournalError} from './ownership/journal-error.js';
export {isRunning, ownIdentity, type ProcessIdentity} from './ownership/process-identity.js';
export {creationWindow, journalledEngine, tokenLabel, whyNotOurs} from './ownership/proof.js';
export type {JournalFile} from './ownership/read-journals.js';
export {makePrivateDirectory, type PrivateFolder, privateDirectory, stateDirectory} from './ownership/state-directory.js';

// The formats of reports: houses give the findings

export {clip, columns, columnWidths, inLetters, isBounded, type TableStyle} from './reports/columns.js';
export {jsonText} from './reports/json-text.js';
export {markdownTable} from './reports/markdown-table.js';
export {sarifLevel, sarifLog, sarifNote, securitySeverity} from './reports/sarif-log.js';

// Safe text, width, words

export {bracketed} from './text/bracketed.js';
export {byteSize} from './text/byte-size.js';
export {compareText} from './text/compare-text.js';
export {counted} from './text/counted.js';
export {csvFields, csvLine} from './text/csv-line.js';
export {decodeText} from './text/decode-text.js';
export {errorText} from './text/error-text.js';
export {escapeMarkdown} from './text/escape-markdown.js';
export {fileTrouble} from './text/file-trouble.js';
export {isoTime, parseTime} from './text/iso-time.js';
export {linearPattern} from './text/linear-pattern.js';
export {inMegabytes} from './text/megabytes.js';
export {nearest} from './text/nearest.js';
export {networkTrouble} from './text/network-trouble.js';
export {percentDecoded} from './text/percent-decoded.js';
export {quoted} from './text/quoted.js';
export {safeJson} from './text/safe-json.js';
export {
	MAX_LINE_LENGTH,
	piece,
	type SafeText,
	safe,
	sanitise,
	sanitiseLines,
	shortened,
	startOf,
	trusted,
	withEllipsis,
} from './text/safe-text.js';
export {safeLines, shellJoin, shellQuote} from './text/shell-quote.js';
export {spanWords} from './text/span-words.js';
export {trimEndOf} from './text/trim-end.js';
export {truncateError} from './text/truncate-error.js';
export {fitTo, truncate, truncateStart, widthOf} from './text/width.js';
export {fitRight, wrap} from './text/wrap.js';

// The kernel's trace of the tasks of containers

export {callsOnDemand} from './trace/calls-on-demand.js';
export {type CapabilityTracer, traceCapabilities} from './trace/capability-tracer.js';
export {familyBytes} from './trace/connect-lines.js';
export {
	type ContainerFollower,
	type Execution,
	followContainer,
	type OwnProcess,
	processesToFollow,
} from './trace/container-follower.js';
export type {Member} from './trace/family.js';
export {removeLeftTraces} from './trace/remove-left-traces.js';
export {isTraceLeft, removeTrace} from './trace/remove-trace.js';
export {isOfTheRuntime} from './trace/runtime-programs.js';
export type {TcpEvent} from './trace/socket-lines.js';
export {createTaskMap, isTaskThere, type TaskMap} from './trace/task-map.js';
export type {TraceEvent} from './trace/trace-events.js';
export {type TracePipe, traceAsItHappens} from './trace/trace-pipe.js';
export {usedCapabilities} from './trace/used-capabilities.js';
export {sharesUserNamespace} from './trace/user-namespace.js';
export type {CapabilityUse, ExecutedProgram, ObservedUse} from './trace/uses.js';

// The terminal

export {clipboardSequence, saveText} from './tty/clipboard.js';
export {type TerminalFeatures, terminalFeatures} from './tty/features.js';
export {type MouseEvent, mouseEvents, mouseOff, mouseOn} from './tty/mouse.js';
export {createPainter} from './tty/painter.js';
export {guardedStdout} from './tty/screen.js';
export {type TerminalSession, takeTerminal} from './tty/take-terminal.js';
