SwaggerUIBundle({
  url: "/api/v1/openapi.json",
  dom_id: "#ui",
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
});
