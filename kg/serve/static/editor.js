"use strict";
// The editor asks this server alone: no other endpoint, no prefix service, no vocabulary service.
Yasgui.Yasqe.defaults.autocompleters = ["variables"];
Yasgui.Yasqe.defaults.value = "PREFIX kg: <https://w3id.org/claimgraph/ontology#>\n\nSELECT DISTINCT ?who ?what WHERE {\n  ?who kg:launched ?what .\n} LIMIT 100";
new Yasgui(document.getElementById("editor"), {
  requestConfig: { endpoint: new URL("/sparql", location.href).href, method: "POST" },
  copyEndpointOnNewTab: true,
  endpointCatalogueOptions: { getData: () => [] },
  persistenceId: "claimgraph",
});
