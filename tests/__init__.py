"""The tests. unit/ mirrors service/; contract/ runs over every document type; property/ tries open inputs."""
