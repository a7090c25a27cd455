/** A policy file that uses each of its parts. */
export const wholePolicy = `# our hosts
severities:
  container-host-uts: info
  own-team: high
disabled: [engine-live-restore]
allowedRegistries: [registry.example.com]
requiredFlags: ["--cap-drop ALL"]
rules:
  - slug: own-team
    title: No team label
    severity: low
    when:
      all:
        - {path: status, equals: running}
        - not: {path: 'labels["com.example.team"]', exists: true}
        - any:
            - {path: restartCount, above: 3}
            - {path: mounts.source, matches: "^/data"}
            - {path: capabilities.granted, includes: NET_RAW}
    remedy: Add the label.
waivers:
  - rule: container-privileged
    target: {name: "ci-*"}
    reason: builds images
    owner: platform
    expires: 2027-01-31
exceptions:
  - detection: runtime-shell
    target: {service: "ops/*"}
    match: "sh as root"
    reason: the console of operations
    owner: platform
    expires: 2027-02-28
`;
